import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { seededRandom } from './stats.ts'
import { DATABASE_FILE } from '../storage/database.ts'

/** In one of 50,000 messages. */
export const RARE_WORD = 'xylophone'
/** In one of ten. */
export const COMMON_WORD = 'hello'
/** Either in one of fifty, both in one of 2,500. */
export const PAIR_OF_WORDS = 'dragon castle'

const MIDDLE_IDS = 500
const BETWEEN_MS = 10_000
const BATCH = 20_000

export type History = { channels: { id: string; messages: number }[]; userIds: string[] }

/**
 * Writes the history straight into the tables of a room that is not running, full-text index and counters included;
 * this is the only place of the bench that knows the tables. Returns ids out of the middle of the last channel.
 */
export function fillHistory(dataDir: string, { channels, userIds }: History): string[] {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
  // Nothing is lost by a crash here but the cache that is being made.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000')
  const message = db.prepare(
    'INSERT INTO messages (n, id, channel_id, seq, change, user_id, content, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const text = db.prepare('INSERT INTO message_text (rowid, scope, content) VALUES (?, ?, ?)')
  const total = channels.reduce((sum, channel) => sum + channel.messages, 0)
  const first = Date.now() - total * BETWEEN_MS
  const write = sentences()
  const middle: string[] = []
  let n = 0
  db.exec('BEGIN')
  for (const { id: channelId, messages } of channels) {
    const scope = `c${String(db.prepare('SELECT n FROM channels WHERE id = ?').get(channelId)?.['n'])}`
    middle.length = 0
    for (let seq = 1; seq <= messages; seq += 1) {
      n += 1
      const at = first + n * BETWEEN_MS
      const id = uuidV7(at, n)
      const content = write(n)
      message.run(n, id, channelId, seq, seq, userIds[n % userIds.length] ?? '', content, at)
      text.run(n, scope, content)
      if (Math.abs(seq / messages - 0.5) < 0.1 && seq % Math.ceil(messages / 5 / MIDDLE_IDS) === 0) middle.push(id)
      if (n % BATCH === 0) db.exec('COMMIT; BEGIN')
    }
  }
  countUp(db, n)
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  return middle
}

/** The counters that the writer keeps; nobody has read anything yet. */
function countUp(db: DatabaseSync, last: number): void {
  db.exec(`
    UPDATE channels SET (last_seq, last_change, live_count, last_message_at) =
      (SELECT max(seq), max(seq), count(*), max(created_at) FROM messages WHERE channel_id = channels.id);
    UPDATE channel_members SET own_unread = (SELECT count(*) FROM messages
      WHERE messages.channel_id = channel_members.channel_id AND messages.user_id = channel_members.user_id);
    UPDATE search_state SET indexed_n = ${last}`)
}

/** RFC 9562 section 5.7, with a counter for its random part. */
function uuidV7(ms: number, n: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`
}

/** Sentences of six to sixteen words out of 4,000, the frequent ones far more frequent than the others. */
function sentences(): (n: number) => string {
  const random = seededRandom(3)
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ter',
    'an',
    'su',
    'bel',
    'ro',
    'din',
    'pa',
    'vor',
    'ne',
    'shi',
    'gu',
    'fe',
    'tal',
  ]
  const pick = () => syllables[Math.floor(random() * syllables.length)] ?? ''
  const words = Array.from({ length: 4_000 }, () => pick() + pick() + (random() < 0.5 ? pick() : ''))
  const some = () => words[Math.floor(words.length * random() ** 3)] ?? ''
  return (n) => {
    const sentence = Array.from({ length: 6 + Math.floor(random() * 11) }, some)
    if (random() < 0.1) sentence.push(COMMON_WORD)
    for (const word of PAIR_OF_WORDS.split(' ')) if (random() < 0.02) sentence.push(word)
    if (n % 50_000 === 25_000 || n === 1) sentence.push(RARE_WORD)
    return sentence.join(' ')
  }
}
