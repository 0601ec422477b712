import type { Sql } from '../../storage/database.ts'

// Scripts that are written without spaces between words. The tokenizer would take a whole sentence for one word, so
// every character becomes a word of its own, in the index and (as a phrase) in the query.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu
// Accents come off their letters first (NFKD): the tokenizer itself takes them from Latin letters only.
const ACCENTS = /[\u0300-\u036f]/g
export const segment = (text: string): string => text.normalize('NFKD').replace(ACCENTS, '').replace(UNSPACED, ' $& ')

const STEP = 500

/** Puts some of the newest messages into the full-text index. True while there are more. */
export function indexSome(sql: Sql): boolean {
  const state = sql.get<{ indexed_n: number }>('SELECT indexed_n FROM search_state')
  const from = state?.indexed_n ?? 0
  const rows = sql.all<{ n: number; channel_n: number; content: string | null }>(
    `SELECT m.n, c.n AS channel_n, m.content FROM messages m JOIN channels c ON c.id = m.channel_id
     WHERE m.n > ? ORDER BY m.n LIMIT ?`,
    from,
    STEP,
  )
  for (const row of rows) insertText(sql, row.n, row.channel_n, row.content)
  const last = rows.at(-1)
  if (last) sql.run('UPDATE search_state SET indexed_n = ?', last.n)
  return rows.length === STEP
}

function insertText(sql: Sql, n: number, channelN: number, content: string | null): void {
  if (content === null) return
  sql.run('INSERT INTO message_text (rowid, scope, content) VALUES (?, ?, ?)', n, `c${channelN}`, segment(content))
}

/** Puts a message's new text (null: none) in the place of its old one, if the index has come that far. */
export function reindexText(sql: Sql, n: number, content: string | null): void {
  const row = sql.get<{ channel_n: number }>(
    `SELECT c.n AS channel_n FROM messages m JOIN channels c ON c.id = m.channel_id
     WHERE m.n = ? AND m.n <= (SELECT indexed_n FROM search_state)`,
    n,
  )
  if (!row) return
  sql.run('DELETE FROM message_text WHERE rowid = ?', n)
  insertText(sql, n, row.channel_n, content)
}
