import { toTime, toTimeOrNull } from '#protocol/ids.ts'
import type { Message, Reaction } from '#protocol/messages.ts'
import type { MessageRow, ReactionRow } from './rows.ts'

/** Makes the URL of a file that hangs on a message of this channel. */
export type FileUrl = (file: { id: string; name: string }, channelId: string) => string

/** Emojis in the order in which they first came, and under each its people likewise. */
export function presentReactions(rows: readonly ReactionRow[]): Reaction[] {
  const byEmoji = new Map<string, string[]>()
  for (const row of rows) {
    const users = byEmoji.get(row.emoji)
    if (users) users.push(row.user_id)
    else byEmoji.set(row.emoji, [row.user_id])
  }
  return Array.from(byEmoji, ([emoji, users]) => ({ emoji, users, count: users.length }))
}

export function presentMessage(row: MessageRow, reactions: readonly ReactionRow[], fileUrl: FileUrl): Message {
  const file = row.file_id !== null && row.filename !== null ? { id: row.file_id, name: row.filename } : null
  const message: Message = {
    id: row.id,
    channel_id: row.channel_id,
    user_id: row.user_id,
    content: row.content,
    file_url: file && fileUrl(file, row.channel_id),
    filename: file && file.name,
    file_size: file && row.file_size,
    file_type: file && row.file_type,
    file_width: file && row.file_width,
    file_height: file && row.file_height,
    reply_to: row.reply_to,
    created_at: toTime(row.created_at),
    edited_at: toTimeOrNull(row.edited_at),
    reactions: reactions.length === 0 ? [] : presentReactions(reactions),
    seq: row.seq,
    change: row.change,
    client_id: row.client_id,
  }
  if (row.deleted_at !== null) message.deleted_at = toTime(row.deleted_at)
  return message
}
