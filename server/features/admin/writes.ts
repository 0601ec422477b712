import { conflict, notForGuests, unknown } from '#protocol/errors.ts'
import type { Sql } from '../../storage/database.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { endSessions } from '../auth/sessions.ts'
import { renewMediaKey } from '../channels/membership.ts'
import { isAdmin } from '../channels/store.ts'
import { type RoleRow, isGuest } from '../users/store.ts'

export const ADMIN_ROLE = 'admin'

export function ensureAdminRole({ sql, newId, now }: Tx): void {
  sql.run(
    'INSERT INTO roles (id, name, permissions, created_at) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING',
    newId(),
    ADMIN_ROLE,
    now(),
  )
}

function demandUser(sql: Sql, id: string): void {
  if (!sql.get('SELECT 1 FROM users WHERE id = ? AND gone_at IS NULL', id)) throw unknown('user')
}
/** Somebody who can still sign in must be left to look after the room. */
function demandAnAdmin(sql: Sql): void {
  const left = sql.get(
    `SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id
     WHERE r.name = ? AND u.banned_at IS NULL LIMIT 1`,
    ADMIN_ROLE,
  )
  if (!left) throw conflict('last_admin', 'This is the last admin of the room. Make somebody else one first.')
}

export function setRoles({ sql }: Tx, input: { userId: string; roleIds: string[] }): { userId: string } {
  demandUser(sql, input.userId)
  sql.run('DELETE FROM user_roles WHERE user_id = ?', input.userId)
  for (const id of new Set(input.roleIds)) {
    if (!sql.get('SELECT 1 FROM roles WHERE id = ?', id)) throw unknown('role')
    sql.run('INSERT INTO user_roles (user_id, role_id) VALUES (?, ?)', input.userId, id)
  }
  if (isGuest(sql, input.userId) && isAdmin(sql, input.userId)) {
    throw notForGuests('A guest cannot be an admin. They have to make an account first.')
  }
  demandAnAdmin(sql)
  return { userId: input.userId }
}

export function createRole({ sql, newId, now }: Tx, input: { name: string; permissions: number }): RoleRow {
  if (sql.get('SELECT 1 FROM roles WHERE name = ?', input.name)) {
    throw conflict('role_exists', 'There is a role of this name already.')
  }
  const role = { id: newId(), name: input.name, permissions: input.permissions, created_at: now() }
  sql.run(
    'INSERT INTO roles (id, name, permissions, created_at) VALUES (?, ?, ?, ?)',
    role.id,
    role.name,
    role.permissions,
    role.created_at,
  )
  return role
}

export function deleteRole({ sql }: Tx, input: { id: string }): { id: string } {
  const role = sql.get<{ name: string }>('SELECT name FROM roles WHERE id = ?', input.id)
  if (!role) throw unknown('role')
  if (role.name === ADMIN_ROLE) throw conflict('role_needed', 'The room needs its admin role.')
  sql.run('DELETE FROM roles WHERE id = ?', input.id)
  return { id: input.id }
}

export function banUser(
  { sql, now }: Tx,
  input: { userId: string },
): { userId: string; ended: string[]; channels: string[] } {
  demandUser(sql, input.userId)
  sql.run(
    'UPDATE users SET banned_at = coalesce(banned_at, ?), updated_at = ? WHERE id = ?',
    now(),
    now(),
    input.userId,
  )
  demandAnAdmin(sql)
  const channels = sql
    .all<{ channel_id: string }>('SELECT channel_id FROM channel_members WHERE user_id = ?', input.userId)
    .map((row) => row.channel_id)
  for (const id of channels) renewMediaKey(sql, id)
  return { userId: input.userId, ended: endSessions(sql, input.userId, null), channels }
}

export function unbanUser({ sql, now }: Tx, input: { userId: string }): { userId: string } {
  demandUser(sql, input.userId)
  sql.run('UPDATE users SET banned_at = NULL, updated_at = ? WHERE id = ?', now(), input.userId)
  return { userId: input.userId }
}

export function kickUser({ sql }: Tx, input: { userId: string }): { userId: string; ended: string[] } {
  demandUser(sql, input.userId)
  return { userId: input.userId, ended: endSessions(sql, input.userId, null) }
}

/** `--grant-admin`: by name key; lifts a ban, which would make the role worth nothing. False when there is no such account. */
export function grantAdmin(tx: Tx, input: { usernameKey: string }): { granted: boolean } {
  const user = tx.sql.get<{ id: string }>(
    'SELECT id FROM users WHERE username_key = ? AND guest_seen_at IS NULL',
    input.usernameKey,
  )
  if (!user) return { granted: false }
  ensureAdminRole(tx)
  tx.sql.run('UPDATE users SET banned_at = NULL WHERE id = ?', user.id)
  if (!isAdmin(tx.sql, user.id)) {
    tx.sql.run('INSERT INTO user_roles (user_id, role_id) SELECT ?, id FROM roles WHERE name = ?', user.id, ADMIN_ROLE)
  }
  return { granted: true }
}
