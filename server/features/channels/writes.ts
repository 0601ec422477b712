import { conflict, guestsPublicOnly, invalid, notForGuests, unknown } from '#protocol/errors.ts'
import type { Sql } from '../../storage/database.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { isGuest } from '../users/store.ts'
import { demandAccount } from '../users/writes.ts'
import { addEverybody, addMember, moveReadMarker, renewMediaKey } from './membership.ts'
import { type ChannelAction, refusalFor } from './policy.ts'
import { type ChannelRow, type MemberRow, channelById, membersOf, standingIn } from './store.ts'

/** What changed in a channel, as the rights in memory and the members are told of it. */
export type ChannelChange = {
  channel: ChannelRow
  members: MemberRow[]
  added: string[]
  removed: string[]
  /** Members must hear that the channel, or somebody's rights in it, are not what they were. */
  isUpdated: boolean
}

function demand(sql: Sql, channelId: string, userId: string, action: ChannelAction): void {
  const refusal = refusalFor(standingIn(sql, channelId, userId), action)
  if (refusal) throw refusal
}

function changed(sql: Sql, id: string, added: string[] = [], removed: string[] = []): ChannelChange {
  const channel = channelById(sql, id)
  if (!channel) throw unknown('channel')
  return { channel, members: membersOf(sql, id), added, removed, isUpdated: false }
}

function demandUsers(sql: Sql, ids: readonly string[]): void {
  for (const id of ids) {
    if (!sql.get('SELECT 1 FROM users WHERE id = ? AND gone_at IS NULL', id))
      throw invalid('One of these users does not exist.', 'user_unknown')
  }
}

export function createChannel(
  { sql, newId, now }: Tx,
  input: { userId: string; name: string; isVoice: boolean; isPrivate: boolean; members: string[]; maxChannels: number },
): ChannelChange {
  demandAccount(sql, input.userId, 'make channels')
  demandUsers(sql, input.members)
  if (input.isPrivate && input.members.some((id) => isGuest(sql, id))) throw guestsPublicOnly()
  const count = sql.get<{ n: number }>('SELECT count(*) AS n FROM channels WHERE deleted_at IS NULL')?.n ?? 0
  if (count >= input.maxChannels) {
    throw conflict('too_many_channels', `This room has ${input.maxChannels} channels already; delete one first.`)
  }
  const id = newId()
  const at = now()
  sql.run(
    'INSERT INTO channels (id, name, is_voice, is_private, owner_id, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    input.name,
    Number(input.isVoice),
    Number(input.isPrivate),
    input.userId,
    at,
  )
  addMember(sql, id, input.userId, { canWrite: true, canManage: true }, at)
  if (input.isPrivate)
    for (const member of input.members) addMember(sql, id, member, { canWrite: true, canManage: false }, at)
  else addEverybody(sql, id, at)
  const change = changed(sql, id)
  return { ...change, added: change.members.map((member) => member.user_id) }
}

export function patchChannel(
  { sql, now }: Tx,
  input: {
    id: string
    userId: string
    name?: string | undefined
    isVoice?: boolean | undefined
    isPrivate?: boolean | undefined
  },
): ChannelChange {
  demand(sql, input.id, input.userId, 'change')
  const before = channelById(sql, input.id)
  if (!before) throw unknown('channel')
  const isPrivate = input.isPrivate === undefined ? before.is_private : Number(input.isPrivate)
  sql.run(
    'UPDATE channels SET name = ?, is_voice = ?, is_private = ? WHERE id = ?',
    input.name ?? before.name,
    input.isVoice === undefined ? before.is_voice : Number(input.isVoice),
    isPrivate,
    input.id,
  )
  if (isPrivate && !before.is_private) renewMediaKey(sql, input.id)
  const added = before.is_private && !isPrivate ? addEverybody(sql, input.id, now()) : []
  const removed = isPrivate ? takeOutGuests(sql, input.id) : []
  return { ...changed(sql, input.id, added, removed), isUpdated: true }
}
/** Guests are in public channels only. */
const takeOutGuests = (sql: Sql, channelId: string): string[] =>
  sql
    .all<{ user_id: string }>(
      `DELETE FROM channel_members WHERE channel_id = ?
       AND user_id IN (SELECT id FROM users WHERE guest_seen_at IS NOT NULL AND gone_at IS NULL) RETURNING user_id`,
      channelId,
    )
    .map((row) => row.user_id)

/** The channel is unknown from here on; its messages go in the background, in steps. */
export function deleteChannel(tx: Tx, input: { id: string; userId: string }): { id: string } {
  demand(tx.sql, input.id, input.userId, 'delete')
  markDeleted(tx, input.id)
  return { id: input.id }
}
function markDeleted({ sql, now, later }: Tx, id: string): void {
  sql.run('UPDATE channels SET deleted_at = ? WHERE id = ?', now(), id)
  sql.run('DELETE FROM channel_members WHERE channel_id = ?', id)
  later('purge')
}

export function joinChannel({ sql, now }: Tx, input: { id: string; userId: string }): ChannelChange {
  demand(sql, input.id, input.userId, 'join')
  const added = addMember(sql, input.id, input.userId, { canWrite: true, canManage: false }, now())
  return changed(sql, input.id, added ? [input.userId] : [])
}

export function leaveChannel(tx: Tx, input: { id: string; userId: string }): ChannelChange & { deleted: boolean } {
  demand(tx.sql, input.id, input.userId, 'leave')
  const before = changed(tx.sql, input.id)
  if (!before.members.some((member) => member.user_id === input.userId)) return { ...before, deleted: false }
  const deleted = takeOut(tx, input.id, input.userId)
  if (deleted) return { ...before, members: [], removed: [input.userId], deleted }
  const after = changed(tx.sql, input.id, [], [input.userId])
  return { ...after, isUpdated: after.channel.owner_id !== before.channel.owner_id, deleted }
}

/** Takes somebody out of every channel, for good. */
export function leaveAll(tx: Tx, userId: string): ChannelChange[] {
  const ids = tx.sql.all<{ id: string }>('SELECT channel_id AS id FROM channel_members WHERE user_id = ?', userId)
  return ids.map(({ id }) => leaveChannel(tx, { id, userId }))
}

/** Removes a member; an owner hands over to somebody with an account, and the last one out of a private channel deletes it. */
function takeOut(tx: Tx, channelId: string, userId: string): boolean {
  const { sql } = tx
  sql.run('DELETE FROM channel_members WHERE channel_id = ? AND user_id = ?', channelId, userId)
  renewMediaKey(sql, channelId)
  const channel = channelById(sql, channelId)
  if (channel?.owner_id !== userId) return false
  const heir = sql.get<{ user_id: string }>(
    `SELECT m.user_id FROM channel_members m JOIN users u ON u.id = m.user_id
     WHERE m.channel_id = ? AND u.guest_seen_at IS NULL ORDER BY m.can_manage DESC, m.joined_at, u.rowid LIMIT 1`,
    channelId,
  )
  if (heir) {
    sql.run('UPDATE channels SET owner_id = ? WHERE id = ?', heir.user_id, channelId)
    sql.run(
      'UPDATE channel_members SET can_write = 1, can_manage = 1 WHERE channel_id = ? AND user_id = ?',
      channelId,
      heir.user_id,
    )
    return false
  }
  if (channel.is_private) markDeleted(tx, channelId)
  return channel.is_private === 1
}

export type MemberSet = { user_id: string; can_write?: boolean | undefined; can_manage?: boolean | undefined }
export function changeMembers(
  tx: Tx,
  input: { id: string; userId: string; add: string[]; remove: string[]; set: MemberSet[] },
): ChannelChange & { deleted: boolean } {
  const { sql, now } = tx
  demand(sql, input.id, input.userId, 'change_members')
  const channel = channelById(sql, input.id)
  if (!channel) throw unknown('channel')
  demandUsers(sql, [...input.add, ...input.remove, ...input.set.map((entry) => entry.user_id)])
  const protectedOwner = (id: string) => id === channel.owner_id && id !== input.userId
  if (input.remove.some(protectedOwner)) throw invalid('The owner of a channel cannot be removed.', 'owner_protected')
  if (channel.is_private && input.add.some((id) => isGuest(sql, id))) throw guestsPublicOnly()
  const at = now()
  const added = input.add.filter((id) => addMember(sql, input.id, id, { canWrite: true, canManage: false }, at))
  for (const entry of input.set) setRights(sql, channel, entry)
  const before = membersOf(sql, input.id)
  const present = new Set(before.map((member) => member.user_id))
  const removed = [...new Set(input.remove)].filter((id) => present.has(id))
  // The owner's own removal comes last, so that only who stays can inherit.
  removed.sort((a, b) => Number(a === channel.owner_id) - Number(b === channel.owner_id))
  let deleted = false
  for (const id of removed) deleted = takeOut(tx, input.id, id) || deleted
  if (deleted) return { channel, members: [], added: [], removed, isUpdated: false, deleted }
  const staying = added.filter((id) => !removed.includes(id))
  const after = changed(sql, input.id, staying, removed)
  const isUpdated = input.set.length > 0 || after.channel.owner_id !== channel.owner_id
  return { ...after, isUpdated, deleted }
}
function setRights(sql: Sql, channel: ChannelRow, entry: MemberSet): void {
  if (entry.user_id === channel.owner_id && (entry.can_write === false || entry.can_manage === false)) {
    throw invalid('The owner of a channel keeps all rights.', 'owner_protected')
  }
  if (entry.can_manage === true && isGuest(sql, entry.user_id)) {
    throw notForGuests('A guest cannot manage a channel. They have to make an account first.')
  }
  const { changes } = sql.run(
    `UPDATE channel_members SET can_write = coalesce(?, can_write), can_manage = coalesce(?, can_manage)
     WHERE channel_id = ? AND user_id = ?`,
    entry.can_write === undefined ? null : Number(entry.can_write),
    entry.can_manage === undefined ? null : Number(entry.can_manage),
    channel.id,
    entry.user_id,
  )
  if (changes === 0) throw invalid('One of these users is not a member of the channel.', 'not_a_member')
}

type Marker = { channelId: string; userId: string; messageId: string }
export function markRead({ sql, now }: Tx, input: Marker): { moved: boolean } {
  demand(sql, input.channelId, input.userId, 'read')
  return { moved: moveReadMarker(sql, input.channelId, input.userId, target(sql, input), now()) }
}
export function markNotified({ sql }: Tx, input: Marker): { moved: boolean } {
  demand(sql, input.channelId, input.userId, 'read')
  const { seq, id } = target(sql, input)
  const { changes } = sql.run(
    `UPDATE channel_members SET notified_seq = ?, notified_message_id = ?
     WHERE channel_id = ? AND user_id = ? AND notified_seq < ?`,
    seq,
    id,
    input.channelId,
    input.userId,
    seq,
  )
  return { moved: changes > 0 }
}
function target(sql: Sql, input: Marker): { seq: number; id: string } {
  const row = sql.get<{ seq: number; id: string }>(
    'SELECT seq, id FROM messages WHERE id = ? AND channel_id = ?',
    input.messageId,
    input.channelId,
  )
  if (!row) throw unknown('message')
  return row
}
