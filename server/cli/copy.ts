import process from 'node:process'
import { backupRoom } from '../backup/backup.ts'
import { readableBytes } from '../backup/errors.ts'
import type { Progress } from '../backup/progress.ts'
import { restoreRoom } from '../backup/restore.ts'

export type CopyInvocation = { kind: 'backup' | 'restore'; dataDir: string; folder: string; json: boolean }

/** `backup DIR` and `restore DIR`. Rejects with a sentence. */
export async function copyRoom({ kind, dataDir, folder, json }: CopyInvocation): Promise<void> {
  const onProgress = progressPrinter(json)
  if (kind === 'backup') {
    const done = await backupRoom({ dataDir, target: folder, onProgress })
    const sentence = `Backed up ${done.messages} messages and ${done.files} files (${readableBytes(done.bytes)}) to ${folder}.`
    say(json, { event: 'backed_up', folder, ...done }, sentence)
    return
  }
  const { madeAt, aside, lost, ...counts } = await restoreRoom({ dataDir, source: folder, onProgress })
  const before = aside === null ? '' : ` What was there before is in ${aside}.`
  const missing = lost.length === 0 ? '' : ` Missing in the backup already: ${lost.join(', ')}.`
  say(
    json,
    { event: 'restored', folder, made_at: madeAt, aside, lost, ...counts },
    `Restored ${counts.messages} messages and ${counts.files} files, as they were at ${madeAt}.${before}${missing}`,
  )
}

const say = (json: boolean, event: Record<string, unknown>, sentence: string) =>
  process.stdout.write(`${json ? JSON.stringify(event) : sentence}\n`)

const EVERY_MS = 1_000

/** Tells how far it is, once a second: what is quicker says nothing. */
function progressPrinter(json: boolean): (progress: Progress) => void {
  let toldAt = performance.now()
  return (progress) => {
    if (performance.now() - toldAt < EVERY_MS) return
    toldAt = performance.now()
    const { step, bytes, totalBytes, files, totalFiles } = progress
    const event = { event: 'progress', step, bytes, total_bytes: totalBytes, files, total_files: totalFiles }
    say(
      json,
      event,
      `  ${step}: ${readableBytes(bytes)} of ${readableBytes(totalBytes)}, ${files} of ${totalFiles} files`,
    )
  }
}
