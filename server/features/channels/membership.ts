import type { Sql } from '../../storage/database.ts'

const LIVE = 'deleted_at IS NULL'

/**
 * Adds a member; whoever is one already stays as they are. What is older than the joining does not count as unread.
 * The owner who comes back has all rights, and so has the first with an account who comes into a channel without: it
 * becomes theirs.
 */
export function addMember(
  sql: Sql,
  channelId: string,
  userId: string,
  rights: { canWrite: boolean; canManage: boolean },
  now: number,
): boolean {
  const hasAccounts = sql.get(
    `SELECT 1 FROM channel_members m JOIN users u ON u.id = m.user_id
     WHERE m.channel_id = ? AND u.guest_seen_at IS NULL LIMIT 1`,
    channelId,
  )
  const isAccount = sql.get('SELECT 1 FROM users WHERE id = ? AND guest_seen_at IS NULL', userId)
  if (!hasAccounts && isAccount) sql.run('UPDATE channels SET owner_id = ? WHERE id = ?', userId, channelId)
  return (
    sql.run(
      `INSERT INTO channel_members (channel_id, user_id, can_write, can_manage, joined_at, last_read_seq, read_live)
       SELECT id, ?1, max(?2, owner_id = ?1), max(?3, owner_id = ?1), ?4, last_seq, live_count FROM channels WHERE id = ?5
       ON CONFLICT DO NOTHING`,
      userId,
      Number(rights.canWrite),
      Number(rights.canManage),
      now,
      channelId,
    ).changes > 0
  )
}

/** Adds everybody in the room who is not in it yet. Returns whom it added. */
export function addEverybody(sql: Sql, channelId: string, now: number): string[] {
  return sql
    .all<{ user_id: string }>(
      `INSERT INTO channel_members (channel_id, user_id, can_write, can_manage, joined_at, last_read_seq, read_live)
       SELECT c.id, u.id, 1, 0, ?, c.last_seq, c.live_count FROM channels c CROSS JOIN users u
       WHERE c.id = ? AND u.gone_at IS NULL
       ON CONFLICT DO NOTHING RETURNING user_id`,
      now,
      channelId,
    )
    .map((row) => row.user_id)
}

/** A signed media URL of this channel stops working: somebody who may have it lost access. */
export const renewMediaKey = (sql: Sql, channelId: string): void =>
  void sql.run('UPDATE channels SET key_version = key_version + 1 WHERE id = ?', channelId)

/** Moves a user's marker to a later message and keeps the counters of `unread_count` true. */
export function moveReadMarker(
  sql: Sql,
  channelId: string,
  userId: string,
  target: { seq: number; id: string },
  now: number,
): boolean {
  const member = sql.get<{
    last_read_seq: number
    last_read_message_id: string | null
    read_live: number
    own_unread: number
  }>(
    'SELECT last_read_seq, last_read_message_id, read_live, own_unread FROM channel_members WHERE channel_id = ? AND user_id = ?',
    channelId,
    userId,
  )
  const channel = sql.get<{ last_seq: number; live_count: number }>(
    'SELECT last_seq, live_count FROM channels WHERE id = ?',
    channelId,
  )
  if (!member || !channel) return false
  if (target.seq <= member.last_read_seq) {
    // Older than the joining, so the counters have it already; the marker itself still moves forward.
    const marked = sql.get<{ seq: number }>('SELECT seq FROM messages WHERE id = ?', member.last_read_message_id)
    if (marked && marked.seq >= target.seq) return false
    sql.run(
      'UPDATE channel_members SET last_read_message_id = ?, last_read_at = ? WHERE channel_id = ? AND user_id = ?',
      target.id,
      now,
      channelId,
      userId,
    )
    return true
  }
  const count = (from: number, to: number) =>
    sql.get<{ live: number; own: number }>(
      `SELECT count(*) AS live, coalesce(sum(user_id = ?), 0) AS own FROM messages
       WHERE channel_id = ? AND seq > ? AND seq <= ? AND ${LIVE}`,
      userId,
      channelId,
      from,
      to,
    ) ?? { live: 0, own: 0 }
  // Count on the shorter side of the marker, so that reading the newest costs nothing whatever the backlog.
  let { read_live: readLive, own_unread: ownUnread } = member
  if (channel.last_seq - target.seq <= target.seq - member.last_read_seq) {
    const after = count(target.seq, channel.last_seq)
    readLive = channel.live_count - after.live
    ownUnread = after.own
  } else {
    const passed = count(member.last_read_seq, target.seq)
    readLive += passed.live
    ownUnread -= passed.own
  }
  sql.run(
    `UPDATE channel_members SET last_read_seq = ?, last_read_message_id = ?, last_read_at = ?, read_live = ?, own_unread = ?
     WHERE channel_id = ? AND user_id = ?`,
    target.seq,
    target.id,
    now,
    readLive,
    ownUnread,
    channelId,
    userId,
  )
  return true
}

/** Keeps the counters true when a message that was there is not any more. */
export function forgetInCounters(sql: Sql, message: { channel_id: string; seq: number; user_id: string }): void {
  sql.run(
    'UPDATE channel_members SET read_live = read_live - 1 WHERE channel_id = ? AND last_read_seq >= ?',
    message.channel_id,
    message.seq,
  )
  sql.run(
    'UPDATE channel_members SET own_unread = own_unread - 1 WHERE channel_id = ? AND user_id = ? AND last_read_seq < ?',
    message.channel_id,
    message.user_id,
    message.seq,
  )
  sql.run('UPDATE channels SET live_count = live_count - 1 WHERE id = ?', message.channel_id)
}
