import type { Sql } from '../../storage/database.ts'

/** Deletes a file's row when nothing that lives names it any more; its bytes go when the sweeper finds them without one. */
export function deleteUnreferenced(sql: Sql, fileId: string): boolean {
  return (
    sql.run(
      `DELETE FROM files WHERE id = ?1
       AND NOT EXISTS (SELECT 1 FROM messages WHERE file_id = ?1)
       AND NOT EXISTS (SELECT 1 FROM users WHERE avatar_file_id = ?1)
       AND NOT EXISTS (SELECT 1 FROM emojis WHERE file_id = ?1)`,
      fileId,
    ).changes > 0
  )
}
