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
}
export type RoleRow = { id: string; name: string; permissions: number; created_at: number }
export type AccountRow = { id: string; password: string; banned_at: number | null }

const USER = `SELECT u.id, u.username, u.email, u.avatar_file_id, f.name AS avatar_name, u.created_at, u.updated_at,
  u.banned_at FROM users u LEFT JOIN files f ON f.id = u.avatar_file_id`

const userById = (sql: Sql, id: string): UserRow | undefined => sql.get<UserRow>(`${USER} WHERE u.id = ?`, id)
const rolesOf = (sql: Sql, userId: string): RoleRow[] =>
  sql.all<RoleRow>(
    'SELECT r.* FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = ? ORDER BY r.created_at, r.name',
    userId,
  )

export function createUserStore(sql: Sql) {
  return {
    list: async () => sql.all<UserRow>(`${USER} ORDER BY u.username_key`),
    byId: async (id: string) => userById(sql, id),
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
    account: async (id: string) => sql.get<AccountRow>('SELECT id, password, banned_at FROM users WHERE id = ?', id),
    accountByName: async (usernameKey: string, emailKey: string) =>
      sql.get<AccountRow>(
        'SELECT id, password, banned_at FROM users WHERE username_key = ? OR email_key = ?',
        usernameKey,
        emailKey,
      ),
    isNameTaken: async (key: string) => sql.get('SELECT 1 FROM users WHERE username_key = ?', key) !== undefined,
    isEmailTaken: async (key: string) => sql.get('SELECT 1 FROM users WHERE email_key = ?', key) !== undefined,
    exists: (id: string) => sql.get('SELECT 1 FROM users WHERE id = ?', id) !== undefined,
    hasAdmin: () => hasAdmin(sql),
  }
}
export type UserStore = ReturnType<typeof createUserStore>

export const hasAdmin = (sql: Sql): boolean =>
  sql.get("SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE r.name = 'admin' LIMIT 1") !== undefined
