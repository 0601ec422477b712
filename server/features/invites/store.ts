import type { Sql } from '../../storage/database.ts'

export type InviteRow = {
  code: string
  created_by: string
  created_at: number
  expires_at: number | null
  max_uses: number
  uses: number
  joined_user_id: string | null
  joined_username: string | null
}
const INVITE = `SELECT i.code, i.created_by, i.created_at, i.expires_at, i.max_uses, i.uses, i.joined_user_id,
  u.username AS joined_username FROM invites i LEFT JOIN users u ON u.id = i.joined_user_id`

export const inviteByCode = (sql: Sql, code: string): InviteRow | undefined =>
  sql.get<InviteRow>(`${INVITE} WHERE i.code = ?`, code)

export function createInviteStore(sql: Sql) {
  return {
    listBy: async (userId: string) => sql.all<InviteRow>(`${INVITE} WHERE i.created_by = ? ORDER BY i.n DESC`, userId),
    isOpen: async (code: string, now: number) => {
      const row = inviteByCode(sql, code)
      return row !== undefined && row.uses < row.max_uses && (row.expires_at === null || row.expires_at > now)
    },
  }
}
export type InviteStore = ReturnType<typeof createInviteStore>
