import type { Sql } from '../../storage/database.ts'

export type SessionRow = { user_id: string; banned_at: number | null; is_admin: number }

/** The login session, while it lives. */
export const sessionById = (sql: Sql, id: string): SessionRow | undefined =>
  sql.get<SessionRow>(
    `SELECT s.user_id, u.banned_at, EXISTS (SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id
       WHERE ur.user_id = s.user_id AND r.name = 'admin') AS is_admin
     FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ?`,
    id,
  )

/** Ends all login sessions of an account but `keep`; returns which. Their refresh tokens go with them. */
export const endSessions = (sql: Sql, userId: string, keep: string | null): string[] =>
  sql
    .all<{ id: string }>('DELETE FROM login_sessions WHERE user_id = ? AND id IS NOT ? RETURNING id', userId, keep)
    .map((row) => row.id)
