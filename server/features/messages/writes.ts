import { createHash } from 'node:crypto'
import { conflict, invalid, notAuthor, notMember, unknown } from '#protocol/errors.ts'
import type { Sql } from '../../storage/database.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { forgetInCounters } from '../channels/membership.ts'
import { refusalFor } from '../channels/policy.ts'
import { membershipIn } from '../channels/store.ts'
import { deleteUnreferenced } from '../files/references.ts'
import { MESSAGE, type MessageRow, type ReactionRow, liveMessage, reactionsTo } from './rows.ts'
import { indexSome, reindexText } from './text.ts'

export type PostInput = {
  channelId: string
  userId: string
  content: string | null
  fileId: string | null
  clientId: string | null
  replyTo: string | null
}
/** `fresh`: false when this was a retry of a message that is there already. */
export type Posted = { row: MessageRow; reactions: ReactionRow[]; fresh: boolean }

export function postMessage({ sql, now, newMessageId, later }: Tx, input: PostInput): Posted {
  const refusal = refusalFor(membershipIn(sql, input.channelId, input.userId), 'write')
  if (refusal) throw refusal
  const digest = input.clientId === null ? null : digestOf(input)
  const earlier = input.clientId === null ? undefined : earlierPost(sql, input.userId, input.clientId, digest)
  if (earlier) return { row: earlier, reactions: reactionsTo(sql, earlier.n), fresh: false }
  if (input.replyTo !== null) demandReplyable(sql, input.channelId, input.replyTo)
  const file = input.fileId === null ? undefined : attach(sql, input.fileId, input.userId)

  const at = now()
  const counters = sql.get<{ last_seq: number; last_change: number }>(
    `UPDATE channels SET last_seq = last_seq + 1, last_change = last_change + 1, live_count = live_count + 1,
     last_message_at = ? WHERE id = ? RETURNING last_seq, last_change`,
    at,
    input.channelId,
  )
  if (!counters) throw unknown('channel')
  const id = newMessageId()
  const { lastInsertRowid: n } = sql.run(
    `INSERT INTO messages (id, channel_id, seq, change, user_id, content, file_id, reply_to, created_at, client_id, client_digest)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    input.channelId,
    counters.last_seq,
    counters.last_change,
    input.userId,
    input.content,
    input.fileId,
    input.replyTo,
    at,
    input.clientId,
    digest,
  )
  sql.run(
    'UPDATE channel_members SET own_unread = own_unread + 1 WHERE channel_id = ? AND user_id = ?',
    input.channelId,
    input.userId,
  )
  later('index')
  const row: MessageRow = {
    n,
    id,
    channel_id: input.channelId,
    user_id: input.userId,
    content: input.content,
    file_id: input.fileId,
    filename: file?.name ?? null,
    file_size: file?.size ?? null,
    file_type: file?.type ?? null,
    file_width: file?.width ?? null,
    file_height: file?.height ?? null,
    reply_to: input.replyTo,
    created_at: at,
    edited_at: null,
    deleted_at: null,
    reaction_count: 0,
    seq: counters.last_seq,
    change: counters.last_change,
    client_id: input.clientId,
  }
  return { row, reactions: [], fresh: true }
}

const digestOf = (input: PostInput): string =>
  createHash('sha256')
    // What answers nothing has the digest that it had before there were replies: a retry may outlive an update.
    .update(
      JSON.stringify([
        input.channelId,
        input.content,
        input.fileId,
        ...(input.replyTo === null ? [] : [input.replyTo]),
      ]),
    )
    .digest('base64')

function earlierPost(sql: Sql, userId: string, clientId: string, digest: string | null): MessageRow | undefined {
  const earlier = sql.get<{ n: number; client_digest: string; deleted_at: number | null }>(
    'SELECT n, client_digest, deleted_at FROM messages WHERE user_id = ? AND client_id = ?',
    userId,
    clientId,
  )
  if (!earlier) return undefined
  if (earlier.client_digest !== digest) {
    throw conflict('client_id_reused', 'This client_id belongs to another message of yours.')
  }
  if (earlier.deleted_at !== null)
    throw conflict('message_deleted', 'This message was sent, and has been deleted since.')
  return sql.get<MessageRow>(`${MESSAGE} WHERE m.n = ?`, earlier.n)
}

/** Whoever writes in a channel may read all of it. Of messages elsewhere this tells no more than of none at all. */
function demandReplyable(sql: Sql, channelId: string, id: string): void {
  const found = sql.get('SELECT 1 FROM messages WHERE id = ? AND channel_id = ? AND deleted_at IS NULL', id, channelId)
  if (!found)
    throw invalid('The message that this replies to is not in this channel, or not any more.', 'reply_invalid')
}

type Attached = { name: string; size: number; type: string; width: number | null; height: number | null }
function attach(sql: Sql, fileId: string, userId: string): Attached {
  const file = sql.get<Attached>(
    'UPDATE files SET attached = 1 WHERE id = ? AND user_id = ? RETURNING name, size, type, width, height',
    fileId,
    userId,
  )
  if (!file) throw invalid('There is no such upload of yours.', 'file_unknown')
  return file
}

/** The message, for somebody who may read it; a private one is unknown to everybody else. */
function readable(sql: Sql, id: string, userId: string): { row: MessageRow; canManage: boolean } {
  const row = liveMessage(sql, id)
  const standing = row && membershipIn(sql, row.channel_id, userId)
  if (!row || !standing) throw unknown('message')
  if (!standing.rights) throw standing.isPrivate ? unknown('message') : notMember()
  return { row, canManage: standing.rights.canManage }
}

function nextChange(sql: Sql, row: MessageRow): number {
  const counter = sql.get<{ last_change: number }>(
    'UPDATE channels SET last_change = last_change + 1 WHERE id = ? RETURNING last_change',
    row.channel_id,
  )
  if (!counter) throw unknown('channel')
  return counter.last_change
}

export function editMessage(
  { sql, now }: Tx,
  input: { id: string; userId: string; content: string | null },
): { row: MessageRow; reactions: ReactionRow[] } {
  const { row } = readable(sql, input.id, input.userId)
  if (row.user_id !== input.userId) throw notAuthor()
  if (input.content === null && row.file_id === null) throw invalid('A message needs some text.', 'content_blank')
  const change = nextChange(sql, row)
  const at = now()
  sql.run('UPDATE messages SET content = ?, edited_at = ?, change = ? WHERE n = ?', input.content, at, change, row.n)
  reindexText(sql, row.n, input.content)
  return { row: { ...row, content: input.content, edited_at: at, change }, reactions: reactionsTo(sql, row.n) }
}

export function deleteMessage({ sql, now }: Tx, input: { id: string; userId: string }) {
  const { row, canManage } = readable(sql, input.id, input.userId)
  if (row.user_id !== input.userId && !canManage) throw notAuthor()
  const change = nextChange(sql, row)
  const at = now()
  reindexText(sql, row.n, null)
  sql.run('DELETE FROM reactions WHERE message_n = ?', row.n)
  sql.run(
    'UPDATE messages SET content = NULL, file_id = NULL, reply_to = NULL, deleted_at = ?, change = ?, reaction_count = 0 WHERE n = ?',
    at,
    change,
    row.n,
  )
  forgetInCounters(sql, row)
  sql.run(
    `UPDATE channels SET last_message_at = (SELECT created_at FROM messages
     WHERE channel_id = ?1 AND deleted_at IS NULL ORDER BY seq DESC LIMIT 1) WHERE id = ?1`,
    row.channel_id,
  )
  const droppedFile = row.file_id !== null && deleteUnreferenced(sql, row.file_id) ? row.file_id : null
  return { id: row.id, channelId: row.channel_id, deletedAt: at, change, droppedFile }
}

export function toggleReaction({ sql }: Tx, input: { id: string; userId: string; emoji: string; maxEmojis: number }) {
  const { row } = readable(sql, input.id, input.userId)
  const change = nextChange(sql, row)
  const removed = sql.run(
    'DELETE FROM reactions WHERE message_n = ? AND emoji = ? AND user_id = ?',
    row.n,
    input.emoji,
    input.userId,
  ).changes
  if (removed === 0) {
    const others = sql.get<{ n: number }>(
      'SELECT count(DISTINCT emoji) AS n FROM reactions WHERE message_n = ? AND emoji <> ?',
      row.n,
      input.emoji,
    )
    if ((others?.n ?? 0) >= input.maxEmojis) {
      throw invalid(`A message takes at most ${input.maxEmojis} different emojis.`, 'too_many_reactions')
    }
    sql.run('INSERT INTO reactions (message_n, emoji, user_id) VALUES (?, ?, ?)', row.n, input.emoji, input.userId)
  }
  const reactions = reactionsTo(sql, row.n)
  sql.run('UPDATE messages SET reaction_count = ?, change = ? WHERE n = ?', reactions.length, change, row.n)
  return { id: row.id, channelId: row.channel_id, reactions, change }
}

/** Brings the full-text index some way on, so that a search finds what was said a moment ago. Others get their turn. */
export const indexNow = ({ sql }: Tx, _input: undefined): { more: boolean } => ({ more: indexSome(sql) })
