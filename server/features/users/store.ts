import type { Sql } from '../../storage/database.ts'

export type UserRow = {
  id: string
  username: string
  email: string | null
  avatar_file_id: string | null
  avatar_name: string | null
  created_at: number
  updated_at: number
  banned_at: number | null
  /** When a guest was last here; null for an account. */
  guest_seen_at: number | null
}
export type RoleRow = { id: string; name: string; permissions: number; created_at: number }
export type AccountRow = { id: string; password: string; banned_at: number | null; guest_seen_at: number | null }

const USER = `SELECT u.id, u.username, u.email, u.avatar_file_id, f.name AS avatar_name, u.created_at, u.updated_at,
  u.banned_at, u.guest_seen_at FROM users u LEFT JOIN files f ON f.id = u.avatar_file_id`

const ACCOUNT = 'SELECT id, password, banned_at, guest_seen_at FROM users'
const rolesOf = (sql: Sql, userId: string): RoleRow[] =>
  sql.all<RoleRow>(
    'SELECT r.* FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = ? ORDER BY r.created_at, r.name',
    userId,
  )

export function createUserStore(sql: Sql) {
  return {
    list: async () => sql.all<UserRow>(`${USER} WHERE u.gone_at IS NULL ORDER BY u.username_key`),
    byId: async (id: string) => sql.get<UserRow>(`${USER} WHERE u.id = ? AND u.gone_at IS NULL`, id),
    /** Whoever may have written a message: also a guest who is gone. */
    author: async (id: string) => sql.get<UserRow>(`${USER} WHERE u.id = ?`, id),
    rolesOf: async (userId: string) => rolesOf(sql, userId),
    /** By user; whoever has none is left out. */
    allRoles: async () => {
      const roles = new Map<string, RoleRow[]>()
      const rows = sql.all<RoleRow & { user_id: string }>(
        'SELECT ur.user_id, r.* FROM user_roles ur JOIN roles r ON r.id = ur.role_id ORDER BY r.created_at, r.name',
      )
      for (const { user_id: userId, ...role } of rows) roles.set(userId, [...(roles.get(userId) ?? []), role])
      return roles
    },
    account: async (id: string) => sql.get<AccountRow>(`${ACCOUNT} WHERE id = ?`, id),
    accountByName: async (usernameKey: string, emailKey: string) =>
      sql.get<AccountRow>(`${ACCOUNT} WHERE username_key = ? OR email_key = ?`, usernameKey, emailKey),
    isNameTaken: async (key: string) => sql.get('SELECT 1 FROM users WHERE username_key = ?', key) !== undefined,
    isEmailTaken: async (key: string) => sql.get('SELECT 1 FROM users WHERE email_key = ?', key) !== undefined,
    exists: (id: string) => sql.get('SELECT 1 FROM users WHERE id = ? AND gone_at IS NULL', id) !== undefined,
    /** Guests who were last here before then, as far as the disk knows. */
    guestsBefore: (time: number) =>
      sql
        .all<{ id: string }>('SELECT id FROM users WHERE guest_seen_at < ? AND gone_at IS NULL', time)
        .map((row) => row.id),
    hasAdmin: () => hasAdmin(sql),
    isGuest: (id: string) => isGuest(sql, id),
  }
}
export type UserStore = ReturnType<typeof createUserStore>

export const hasAdmin = (sql: Sql): boolean =>
  sql.get("SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE r.name = 'admin' LIMIT 1") !== undefined

/** Who came in with a name alone and has made no account since. */
export const isGuest = (sql: Sql, userId: string): boolean =>
  sql.get('SELECT 1 FROM users WHERE id = ? AND guest_seen_at IS NOT NULL', userId) !== undefined
