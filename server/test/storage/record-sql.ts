/**
 * Preloaded (`--import`) into a room's process and with it into its threads: writes every SQL text that is prepared to
 * the file that `RECORD_SQL` names, one JSON string a line.
 */
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread } from 'node:worker_threads'

const file = process.env['RECORD_SQL']
const prepare = DatabaseSync.prototype.prepare
const seen = new Set<string>()

DatabaseSync.prototype.prepare = function recorded(this: DatabaseSync, text, ...rest) {
  if (file !== undefined && !seen.has(text)) {
    seen.add(text)
    appendFileSync(file, `${JSON.stringify({ by: isMainThread ? 'reader' : 'writer', text })}\n`)
  }
  return prepare.call(this, text, ...rest)
}
