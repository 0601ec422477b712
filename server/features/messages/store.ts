import type { Sql } from '../../storage/database.ts'
import { MESSAGE, type MessageRow, type ReactionRow, liveMessage, reactionsTo } from './rows.ts'

export type Page = { rows: MessageRow[]; reactions: Map<number, ReactionRow[]> }

// One statement for each direction: all of them walk an index and stop at the limit, whatever the length of the history.
export const PAGES = {
  before: `${MESSAGE} WHERE m.channel_id = ? AND m.seq < ? AND m.deleted_at IS NULL ORDER BY m.seq DESC LIMIT ?`,
  after: `${MESSAGE} WHERE m.channel_id = ? AND m.seq > ? AND m.deleted_at IS NULL ORDER BY m.seq LIMIT ?`,
  changed: `${MESSAGE} WHERE m.channel_id = ? AND m.change > ? ORDER BY m.change LIMIT ?`,
} as const
const FROM_NEWEST = Number.MAX_SAFE_INTEGER

export const SEARCH = `${MESSAGE} JOIN message_text t ON t.rowid = m.n
  WHERE message_text MATCH ? AND t.rowid < ? AND m.deleted_at IS NULL ORDER BY t.rowid DESC LIMIT ?`

export function createMessageStore(sql: Sql) {
  const withReactions = (rows: MessageRow[]): Page => {
    const reactions = new Map<number, ReactionRow[]>()
    for (const row of rows) if (row.reaction_count > 0) reactions.set(row.n, reactionsTo(sql, row.n))
    return { rows, reactions }
  }
  const page = (statement: string, ...values: (string | number)[]) => sql.all<MessageRow>(statement, ...values)

  return {
    /** Newest first, strictly older than `seq` (null: from the newest). */
    before: async (channelId: string, seq: number | null, limit: number) =>
      withReactions(page(PAGES.before, channelId, seq ?? FROM_NEWEST, limit)),
    after: async (channelId: string, seq: number, limit: number) =>
      withReactions(page(PAGES.after, channelId, seq, limit)),
    changedAfter: async (channelId: string, change: number, limit: number) =>
      withReactions(page(PAGES.changed, channelId, change, limit)),
    /** Newest first, the message in the middle. */
    async around(channelId: string, seq: number, limit: number) {
      const older = page(PAGES.before, channelId, seq + 1, Math.floor(limit / 2) + 1)
      const newer = page(PAGES.after, channelId, seq, limit - older.length)
      return withReactions([...newer.toReversed(), ...older])
    },
    /** Also of a message that has been deleted. */
    seqOf: async (channelId: string, id: string) =>
      sql.get<{ seq: number }>('SELECT seq FROM messages WHERE id = ? AND channel_id = ?', id, channelId)?.seq,
    live: async (id: string) => liveMessage(sql, id),
    reactionsTo: async (n: number) => reactionsTo(sql, n),
    /** Where a message is; `n` is the number by which search results are ordered. */
    placeOf: async (id: string) =>
      sql.get<{ n: number; channel_id: string }>('SELECT n, channel_id FROM messages WHERE id = ?', id),
    newestNumber: async () => sql.get<{ n: number }>('SELECT coalesce(max(n), 0) AS n FROM messages')?.n ?? 0,
    /** Are all messages up to this number in the full-text index? */
    isIndexedTo: (n: number) => sql.get('SELECT 1 FROM search_state WHERE indexed_n >= ?', n) !== undefined,
    channelNumbers: async (ids: readonly string[]) =>
      ids
        .map((id) => sql.get<{ n: number }>('SELECT n FROM channels WHERE id = ?', id)?.n)
        .filter((n) => n !== undefined),
    search: async (query: string, beforeNumber: number | null, limit: number) =>
      withReactions(page(SEARCH, query, beforeNumber ?? FROM_NEWEST, limit)),
  }
}
export type MessageStore = ReturnType<typeof createMessageStore>
