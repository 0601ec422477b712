import type { Sql } from '../../storage/database.ts'
import type { Standing } from './policy.ts'

export type ChannelRow = {
  id: string
  name: string
  is_voice: number
  is_private: number
  owner_id: string
  created_at: number
  last_seq: number
  live_count: number
  last_message_at: number | null
  key_version: number
}
const CHANNEL = `c.id, c.name, c.is_voice, c.is_private, c.owner_id, c.created_at, c.last_seq, c.live_count,
  c.last_message_at, c.key_version`

export type MemberRow = { channel_id: string; user_id: string; can_write: number; can_manage: number }
export type SeenChannelRow = ChannelRow & {
  user_id: string
  last_read_message_id: string | null
  last_read_at: number | null
  unread_count: number
}

const UNREAD = 'max(0, c.live_count - m.read_live - m.own_unread) AS unread_count'
const CHANNELS_OF_USER = `SELECT ${CHANNEL}, m.user_id, m.last_read_message_id, m.last_read_at, ${UNREAD}
  FROM channel_members m JOIN channels c ON c.id = m.channel_id
  WHERE m.user_id = ? AND c.deleted_at IS NULL ORDER BY c.n`
const CHANNEL_AS_SEEN = `SELECT ${CHANNEL}, m.user_id, m.last_read_message_id, m.last_read_at, ${UNREAD}
  FROM channel_members m JOIN channels c ON c.id = m.channel_id
  WHERE m.channel_id = ? AND m.user_id = ? AND c.deleted_at IS NULL`
const CHANNEL_AS_SEEN_BY_ALL = `SELECT ${CHANNEL}, m.user_id, m.last_read_message_id, m.last_read_at, ${UNREAD}
  FROM channel_members m JOIN channels c ON c.id = m.channel_id
  WHERE m.channel_id = ? AND c.deleted_at IS NULL`

export const channelById = (sql: Sql, id: string): ChannelRow | undefined =>
  sql.get<ChannelRow>(`SELECT ${CHANNEL} FROM channels c WHERE c.id = ? AND c.deleted_at IS NULL`, id)

export const membersOf = (sql: Sql, id: string): MemberRow[] =>
  sql.all<MemberRow>(
    `SELECT m.channel_id, m.user_id, m.can_write, m.can_manage FROM channel_members m
     JOIN users u ON u.id = m.user_id WHERE m.channel_id = ? ORDER BY m.joined_at, u.rowid`,
    id,
  )

export const isAdmin = (sql: Sql, userId: string): boolean =>
  sql.get(
    "SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = ? AND r.name = 'admin'",
    userId,
  ) !== undefined

/** How a user stands to a channel by what is on the disk, admin or not; the writer asks this inside its transaction. */
export function standingIn(sql: Sql, channelId: string, userId: string): Standing | undefined {
  const standing = membershipIn(sql, channelId, userId)
  return standing && { ...standing, isAdmin: isAdmin(sql, userId) }
}

/** The same where being an admin makes no difference. */
export function membershipIn(sql: Sql, channelId: string, userId: string): Standing | undefined {
  const row = sql.get<{ is_private: number; owner_id: string; can_write: number | null; can_manage: number | null }>(
    `SELECT c.is_private, c.owner_id, m.can_write, m.can_manage FROM channels c
     LEFT JOIN channel_members m ON m.channel_id = c.id AND m.user_id = ?
     WHERE c.id = ? AND c.deleted_at IS NULL`,
    userId,
    channelId,
  )
  if (!row) return undefined
  return {
    isPrivate: row.is_private === 1,
    isOwner: row.owner_id === userId,
    isAdmin: false,
    rights: row.can_write === null ? undefined : { canWrite: row.can_write === 1, canManage: row.can_manage === 1 },
  }
}

/** What the routes read. Promises, so that another engine could stand behind it. */
export function createChannelStore(sql: Sql) {
  return {
    listFor: async (userId: string) => sql.all<SeenChannelRow>(CHANNELS_OF_USER, userId),
    joinableFor: async (userId: string) =>
      sql.all<ChannelRow>(
        `SELECT ${CHANNEL} FROM channels c WHERE c.is_private = 0 AND c.deleted_at IS NULL AND NOT EXISTS
           (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = ?) ORDER BY c.n`,
        userId,
      ),
    seenBy: async (channelId: string, userId: string) => sql.get<SeenChannelRow>(CHANNEL_AS_SEEN, channelId, userId),
    seenByAll: (channelId: string) => sql.all<SeenChannelRow>(CHANNEL_AS_SEEN_BY_ALL, channelId),
    members: async (channelId: string) => membersOf(sql, channelId),
    info: async (channelId: string) =>
      sql.get<{ name: string; owner_username: string; created_at: number; message_count: number }>(
        `SELECT c.name, u.username AS owner_username, c.created_at, c.live_count AS message_count
         FROM channels c JOIN users u ON u.id = c.owner_id WHERE c.id = ? AND c.deleted_at IS NULL`,
        channelId,
      ),
  }
}
export type ChannelStore = ReturnType<typeof createChannelStore>
