import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Findings } from './findings.ts'

const Problem = z.object({ integrity_check: z.string() })
const ChannelRow = z.object({ id: z.string(), last_seq: z.number(), last_change: z.number(), live_count: z.number() })
const MessageRow = z.object({
  channel_id: z.string(),
  seq: z.number(),
  change: z.number(),
  user_id: z.string(),
  live: z.number(),
})
const MemberRow = z.object({
  channel_id: z.string(),
  user_id: z.string(),
  last_read_seq: z.number(),
  unread: z.number(),
})

/**
 * Looks at the database of a room that was killed, before the next start repairs anything: its integrity, and the
 * counters of every channel and member against a count of the messages.
 */
export function inspectDisk(dataDir: string, findings: Findings): void {
  const db = new DatabaseSync(join(dataDir, 'stuffchat.db'), { readOnly: true })
  try {
    const problems = z.array(Problem).parse(db.prepare('PRAGMA integrity_check').all())
    for (const { integrity_check: said } of problems) if (said !== 'ok') findings.note('disk', said)
    const dangling = db.prepare('PRAGMA foreign_key_check').all()
    if (dangling.length > 0) findings.note('disk', `${dangling.length} rows refer to nothing`)
    inspectCounters(db, findings)
  } finally {
    db.close()
  }
}

function inspectCounters(db: DatabaseSync, findings: Findings): void {
  const channels = z
    .array(ChannelRow)
    .parse(db.prepare('SELECT id, last_seq, last_change, live_count FROM channels').all())
  const messages = z
    .array(MessageRow)
    .parse(
      db
        .prepare('SELECT channel_id, seq, change, user_id, deleted_at IS NULL AS live FROM messages ORDER BY seq')
        .all(),
    )
  const members = z.array(MemberRow).parse(
    db
      .prepare(
        `SELECT m.channel_id, m.user_id, m.last_read_seq, max(0, c.live_count - m.read_live - m.own_unread) AS unread
         FROM channel_members m JOIN channels c ON c.id = m.channel_id`,
      )
      .all(),
  )
  for (const channel of channels) {
    const theirs = messages.filter((message) => message.channel_id === channel.id)
    const live = theirs.filter((message) => message.live === 1)
    const changes = new Set(theirs.map((message) => message.change))
    const isGapFree = theirs.every((message, at) => message.seq === at + 1) && channel.last_seq === theirs.length
    if (!isGapFree) findings.note('gap', `the database has ${theirs.length} messages, last_seq ${channel.last_seq}`)
    if (channel.live_count !== live.length)
      findings.note('wrong', `live_count ${channel.live_count}, not ${live.length}`)
    if (changes.size !== theirs.length || theirs.some(({ change }) => change > channel.last_change)) {
      findings.note('wrong', `the changes of ${channel.id} are not unique, or beyond ${channel.last_change}`)
    }
    const unread = unreadCounter(live)
    for (const member of members.filter((one) => one.channel_id === channel.id)) {
      const expected = unread(member.user_id, member.last_read_seq)
      if (member.unread !== expected) {
        findings.note('wrong', `${member.user_id} in ${channel.id} has ${member.unread} unread, not ${expected}`)
      }
    }
  }
}

/** Counts what lies after a `seq`, without that user's own; by bisection, there are many members. */
function unreadCounter(live: ReadonlyArray<{ seq: number; user_id: string }>) {
  const all = live.map(({ seq }) => seq)
  const own = new Map<string, number[]>()
  for (const { seq, user_id: user } of live) {
    const theirs = own.get(user)
    if (theirs) theirs.push(seq)
    else own.set(user, [seq])
  }
  return (user: string, afterSeq: number) => after(all, afterSeq) - after(own.get(user) ?? [], afterSeq)
}

function after(rising: readonly number[], limit: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? Infinity) <= limit) low = middle + 1
    else high = middle
  }
  return rising.length - low
}
