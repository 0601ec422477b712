import type { Sql } from '../../storage/database.ts'

export type MessageRow = {
  n: number
  id: string
  channel_id: string
  user_id: string
  content: string | null
  file_id: string | null
  filename: string | null
  file_size: number | null
  file_type: string | null
  file_width: number | null
  file_height: number | null
  reply_to: string | null
  created_at: number
  edited_at: number | null
  deleted_at: number | null
  reaction_count: number
  seq: number
  change: number
  client_id: string | null
}
export type ReactionRow = { message_n: number; emoji: string; user_id: string }

/** Everything of a message but its reactions. */
export const MESSAGE = `SELECT m.n, m.id, m.channel_id, m.user_id, m.content, m.file_id, f.name AS filename,
  f.size AS file_size, f.type AS file_type, f.width AS file_width, f.height AS file_height, m.reply_to,
  m.created_at, m.edited_at, m.deleted_at, m.reaction_count, m.seq, m.change, m.client_id
  FROM messages m LEFT JOIN files f ON f.id = m.file_id`

/** A message that exists in a channel that exists. */
export const liveMessage = (sql: Sql, id: string): MessageRow | undefined =>
  sql.get<MessageRow>(
    `${MESSAGE} JOIN channels c ON c.id = m.channel_id WHERE m.id = ? AND m.deleted_at IS NULL AND c.deleted_at IS NULL`,
    id,
  )

export const reactionsTo = (sql: Sql, n: number): ReactionRow[] =>
  sql.all<ReactionRow>('SELECT message_n, emoji, user_id FROM reactions WHERE message_n = ? ORDER BY n', n)
