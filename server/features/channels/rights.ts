import type { Sql } from '../../storage/database.ts'
import type { Rights, Standing } from './policy.ts'
import type { ChannelChange } from './writes.ts'

type Entry = { isPrivate: boolean; ownerId: string; keyVersion: number; members: Map<string, Rights> }

/**
 * Who is in which channel and may do what, in memory: what frames and fan-out ask without touching the disk. It changes
 * only when a write has been committed, in the order of commits, before that write's reply and broadcast; the writer
 * asks the same question again inside its transaction.
 */
export function createRightsInMemory(sql: Sql) {
  const channels = new Map<string, Entry>()
  const ofUser = new Map<string, Set<string>>()

  const enter = (channelId: string, userId: string, rights: Rights, isOwner = false) => {
    const entry = channels.get(channelId)
    entry?.members.set(userId, rights)
    if (entry && isOwner) entry.ownerId = userId
    const mine = ofUser.get(userId)
    if (mine) mine.add(channelId)
    else ofUser.set(userId, new Set([channelId]))
  }

  for (const row of sql.all<{ id: string; is_private: number; owner_id: string; key_version: number }>(
    'SELECT id, is_private, owner_id, key_version FROM channels WHERE deleted_at IS NULL',
  )) {
    channels.set(row.id, {
      isPrivate: row.is_private === 1,
      ownerId: row.owner_id,
      keyVersion: row.key_version,
      members: new Map(),
    })
  }
  for (const row of sql.all<{ channel_id: string; user_id: string; can_write: number; can_manage: number }>(
    'SELECT channel_id, user_id, can_write, can_manage FROM channel_members',
  )) {
    enter(row.channel_id, row.user_id, { canWrite: row.can_write === 1, canManage: row.can_manage === 1 })
  }

  const NOBODY: ReadonlyMap<string, Rights> = new Map()
  const NOWHERE: ReadonlySet<string> = new Set()
  return {
    standing(channelId: string, userId: string, isAdmin: boolean): Standing | undefined {
      const entry = channels.get(channelId)
      if (!entry) return undefined
      return {
        isPrivate: entry.isPrivate,
        isOwner: entry.ownerId === userId,
        isAdmin,
        rights: entry.members.get(userId),
      }
    },
    canRead: (channelId: string, userId: string): boolean => channels.get(channelId)?.members.has(userId) ?? false,
    membersOf: (channelId: string): ReadonlyMap<string, Rights> => channels.get(channelId)?.members ?? NOBODY,
    channelsOf: (userId: string): ReadonlySet<string> => ofUser.get(userId) ?? NOWHERE,
    keyVersion: (channelId: string): number => channels.get(channelId)?.keyVersion ?? 0,

    /** Takes over what a committed write says of a channel. */
    apply(change: ChannelChange): void {
      const { channel } = change
      const before = channels.get(channel.id)
      const members = new Map<string, Rights>()
      channels.set(channel.id, {
        isPrivate: channel.is_private === 1,
        ownerId: channel.owner_id,
        keyVersion: channel.key_version,
        members,
      })
      for (const userId of before?.members.keys() ?? []) ofUser.get(userId)?.delete(channel.id)
      for (const row of change.members) {
        enter(channel.id, row.user_id, { canWrite: row.can_write === 1, canManage: row.can_manage === 1 })
      }
    },
    drop(channelId: string): void {
      for (const userId of channels.get(channelId)?.members.keys() ?? []) ofUser.get(userId)?.delete(channelId)
      channels.delete(channelId)
    },
    enter,
    renewKey(channelId: string): void {
      const entry = channels.get(channelId)
      if (entry) entry.keyVersion++
    },
  }
}
export type RightsInMemory = ReturnType<typeof createRightsInMemory>
