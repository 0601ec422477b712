import { quotaReached } from '#protocol/errors.ts'
import type { Sql } from '../../storage/database.ts'
import type { Tx } from '../../storage/writer/transaction.ts'

export type NewFile = {
  id: string
  userId: string
  name: string
  size: number
  type: string
  sha256: string
  width: number | null
  height: number | null
}

const unattachedBytes = (sql: Sql, userId: string): number =>
  sql.get<{ bytes: number }>(
    'SELECT coalesce(sum(size), 0) AS bytes FROM files WHERE user_id = ? AND attached = 0',
    userId,
  )?.bytes ?? 0

/** Its bytes are on the disk already. */
export function addFile({ sql, now }: Tx, input: NewFile & { maxUnattachedBytes: number }): { id: string } {
  if (unattachedBytes(sql, input.userId) + input.size > input.maxUnattachedBytes)
    throw quotaReached(input.maxUnattachedBytes)
  sql.run(
    `INSERT INTO files (id, user_id, name, size, type, sha256, width, height, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    input.id,
    input.userId,
    input.name,
    input.size,
    input.type,
    input.sha256,
    input.width,
    input.height,
    now(),
  )
  return { id: input.id }
}

/** Uploads that no message has named for too long. */
export function dropUnattached({ sql, now }: Tx, input: { olderThanMs: number }): { ids: string[] } {
  const rows = sql.all<{ id: string }>(
    'DELETE FROM files WHERE attached = 0 AND created_at < ? RETURNING id',
    now() - input.olderThanMs,
  )
  return { ids: rows.map((row) => row.id) }
}
