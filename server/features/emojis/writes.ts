import { conflict, forbidden, unknown } from '#protocol/errors.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { isAdmin } from '../channels/store.ts'
import { deleteUnreferenced } from '../files/references.ts'
import { demandAccount } from '../users/writes.ts'

export function addEmoji(
  { sql, now }: Tx,
  input: { name: string; userId: string; maxEmojis: number; file: { id: string; size: number; sha256: string } },
): { name: string } {
  demandAccount(sql, input.userId, 'add emojis')
  if (sql.get('SELECT 1 FROM emojis WHERE name = ?', input.name)) {
    throw conflict('emoji_exists', 'There is an emoji of this name already.')
  }
  if ((sql.get<{ n: number }>('SELECT count(*) AS n FROM emojis')?.n ?? 0) >= input.maxEmojis) {
    throw conflict('too_many_emojis', `This room has ${input.maxEmojis} emojis already; delete one first.`)
  }
  const { file } = input
  const at = now()
  sql.run(
    'INSERT INTO files (id, user_id, name, size, type, sha256, created_at, attached) VALUES (?, ?, ?, ?, ?, ?, ?, 1)',
    file.id,
    input.userId,
    `${input.name}.png`,
    file.size,
    'image/png',
    file.sha256,
    at,
  )
  sql.run(
    'INSERT INTO emojis (name, file_id, created_by, created_at) VALUES (?, ?, ?, ?)',
    input.name,
    file.id,
    input.userId,
    at,
  )
  return { name: input.name }
}

export function deleteEmoji({ sql }: Tx, input: { name: string; userId: string }): { fileId: string } {
  const row = sql.get<{ created_by: string; file_id: string }>(
    'SELECT created_by, file_id FROM emojis WHERE name = ?',
    input.name,
  )
  if (!row) throw unknown('emoji')
  if (row.created_by !== input.userId && !isAdmin(sql, input.userId)) {
    throw forbidden('Only its maker or an admin can delete an emoji.', 'not_the_maker')
  }
  sql.run('DELETE FROM emojis WHERE name = ?', input.name)
  deleteUnreferenced(sql, row.file_id)
  return { fileId: row.file_id }
}
