import type { Channel, Unread } from '#protocol/channels.ts'
import { toTimeOrNull } from '#protocol/ids.ts'
import type { ChannelRow, MemberRow, SeenChannelRow } from './store.ts'

export const presentChannel = (row: ChannelRow & { unread_count?: number }, userId: string): Channel => ({
  id: row.id,
  name: row.name,
  is_voice: row.is_voice === 1,
  is_private: row.is_private === 1,
  is_owner: row.owner_id === userId,
  last_message_at: toTimeOrNull(row.last_message_at),
  last_seq: row.last_seq,
  unread_count: row.unread_count ?? 0,
})

export const presentUnread = (row: SeenChannelRow): Unread => ({
  channel_id: row.id,
  last_read_message_id: row.last_read_message_id,
  last_read_at: toTimeOrNull(row.last_read_at),
  unread_count: row.unread_count,
})

export const presentMember = (row: MemberRow) => ({
  user_id: row.user_id,
  can_read: true as const,
  can_write: row.can_write === 1,
  can_manage: row.can_manage === 1,
})
