import { emailTaken, guestsCannot, unknown, usernameTaken } from '#protocol/errors.ts'
import type { Sql } from '../../storage/database.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { deleteUnreferenced } from '../files/references.ts'
import { isGuest } from './store.ts'

export function demandFree(
  sql: Sql,
  names: { usernameKey?: string | undefined; emailKey?: string | undefined },
  self: string,
): void {
  if (
    names.usernameKey !== undefined &&
    sql.get('SELECT 1 FROM users WHERE username_key = ? AND id <> ?', names.usernameKey, self)
  ) {
    throw usernameTaken()
  }
  if (
    names.emailKey !== undefined &&
    sql.get('SELECT 1 FROM users WHERE email_key = ? AND id <> ?', names.emailKey, self)
  ) {
    throw emailTaken()
  }
}

/** For what takes an account. `what` follows "Guests cannot". */
export function demandAccount(sql: Sql, userId: string, what: string): void {
  if (isGuest(sql, userId)) throw guestsCannot(what)
}

/** Somebody was here; it matters for guests only. */
export const markSeen = (sql: Sql, userId: string, at: number): void =>
  void sql.run('UPDATE users SET guest_seen_at = max(guest_seen_at, ?) WHERE id = ?', at, userId)

export type NameChange = {
  userId: string
  username?: { username: string; key: string } | undefined
  email?: { email: string; key: string } | undefined
}
export function updateUser({ sql, now }: Tx, input: NameChange): { userId: string } {
  if (!sql.get('SELECT 1 FROM users WHERE id = ? AND gone_at IS NULL', input.userId)) throw unknown('user')
  demandFree(sql, { usernameKey: input.username?.key, emailKey: input.email?.key }, input.userId)
  sql.run(
    `UPDATE users SET username = coalesce(?, username), username_key = coalesce(?, username_key),
     email = coalesce(?, email), email_key = coalesce(?, email_key), updated_at = ? WHERE id = ?`,
    input.username?.username ?? null,
    input.username?.key ?? null,
    input.email?.email ?? null,
    input.email?.key ?? null,
    now(),
    input.userId,
  )
  return { userId: input.userId }
}

/** `file` is on the disk already; the picture before it goes unless something else names it. */
export function setAvatar(
  { sql, now }: Tx,
  input: { userId: string; by: string; file: { id: string; name: string; size: number; type: string; sha256: string } },
): { userId: string; droppedFile: string | null } {
  const before = sql.get<{ avatar_file_id: string | null }>(
    'SELECT avatar_file_id FROM users WHERE id = ? AND gone_at IS NULL',
    input.userId,
  )
  if (!before) throw unknown('user')
  const { file } = input
  sql.run(
    'INSERT INTO files (id, user_id, name, size, type, sha256, created_at, attached) VALUES (?, ?, ?, ?, ?, ?, ?, 1)',
    file.id,
    input.by,
    file.name,
    file.size,
    file.type,
    file.sha256,
    now(),
  )
  sql.run('UPDATE users SET avatar_file_id = ?, updated_at = ? WHERE id = ?', file.id, now(), input.userId)
  const former = before.avatar_file_id
  const droppedFile = former !== null && deleteUnreferenced(sql, former) ? former : null
  return { userId: input.userId, droppedFile }
}
