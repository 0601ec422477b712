import type { Sql } from '../../storage/database.ts'
import { deleteUnreferenced } from '../files/references.ts'

const STEP = 200

/** Removes some of what a deleted channel leaves behind. True while there is more. */
export function purgeSome(sql: Sql): boolean {
  const channel = sql.get<{ id: string }>('SELECT id FROM channels WHERE deleted_at IS NOT NULL LIMIT 1')
  if (!channel) return false
  const rows = sql.all<{ n: number; file_id: string | null }>(
    'SELECT n, file_id FROM messages WHERE channel_id = ? ORDER BY change LIMIT ?',
    channel.id,
    STEP,
  )
  for (const { n, file_id: fileId } of rows) {
    sql.run('DELETE FROM message_text WHERE rowid = ?', n)
    sql.run('DELETE FROM reactions WHERE message_n = ?', n)
    sql.run('DELETE FROM messages WHERE n = ?', n)
    if (fileId) deleteUnreferenced(sql, fileId)
  }
  if (rows.length < STEP) sql.run('DELETE FROM channels WHERE id = ?', channel.id)
  // A freed number may be given again: what is indexed must not claim it.
  sql.run('UPDATE search_state SET indexed_n = min(indexed_n, (SELECT coalesce(max(n), 0) FROM messages))')
  return true
}
