import { inviteRequired, notGuest } from '#protocol/errors.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { endSessions } from '../auth/sessions.ts'
import { type SignedIn, joinPublic, redeem, signIn } from '../auth/writes.ts'
import { type ChannelChange, leaveAll } from '../channels/writes.ts'
import { isGuest } from '../users/store.ts'
import { demandFree, markSeen } from '../users/writes.ts'

/** No password has this as its hash. */
const NO_PASSWORD = ''

/** A new user with a name alone, in every public channel and signed in. */
export function enterAsGuest(
  tx: Tx,
  input: {
    username: { username: string; key: string }
    inviteCode: string | null
    inviteRequired: boolean
    refreshMs: number
  },
): SignedIn & { channels: { id: string; isOwner: boolean }[] } {
  const { sql, newId, now } = tx
  demandFree(sql, { usernameKey: input.username.key }, '')
  if (input.inviteCode === null && input.inviteRequired) throw inviteRequired()
  const userId = newId()
  const at = now()
  sql.run(
    `INSERT INTO users (id, username, username_key, password, created_at, updated_at, guest_seen_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5)`,
    userId,
    input.username.username,
    input.username.key,
    NO_PASSWORD,
    at,
  )
  if (input.inviteCode !== null) redeem(sql, input.inviteCode, userId, at)
  return {
    ...signIn(tx, { userId, password: NO_PASSWORD, refreshMs: input.refreshMs, maxSessions: Infinity }),
    channels: joinPublic(sql, userId, at),
  }
}

/** The guest becomes an account: the same user, with a password. Ends all their login sessions but `keep`. */
export function keepAccount(
  { sql, now }: Tx,
  input: {
    userId: string
    password: string
    username: { username: string; key: string } | null
    email: { email: string; key: string } | null
    keep: string
  },
): { userId: string; ended: string[] } {
  if (!isGuest(sql, input.userId)) throw notGuest()
  demandFree(sql, { usernameKey: input.username?.key, emailKey: input.email?.key }, input.userId)
  sql.run(
    `UPDATE users SET password = ?, username = coalesce(?, username), username_key = coalesce(?, username_key),
     email = coalesce(?, email), email_key = coalesce(?, email_key), guest_seen_at = NULL, updated_at = ? WHERE id = ?`,
    input.password,
    input.username?.username ?? null,
    input.username?.key ?? null,
    input.email?.email ?? null,
    input.email?.key ?? null,
    now(),
    input.userId,
  )
  return { userId: input.userId, ended: endSessions(sql, input.userId, input.keep) }
}

/** So many in one transaction, so that nobody waits for long. */
const STEP = 20
export type Forgotten = { userId: string; ended: string[]; channels: ChannelChange[] }

/**
 * Forgets guests who have stayed away for too long: their sessions, memberships and what they told of themselves, and
 * their name is free. What they wrote stays, and so does the row that it names. `here`: guests who are connected.
 */
export function forgetGuests(
  tx: Tx,
  input: { here: string[]; absenceMs: number },
): { forgotten: Forgotten[]; more: boolean } {
  const { sql, now } = tx
  const at = now()
  for (const id of input.here) markSeen(sql, id, at)
  const due = sql.all<{ id: string }>(
    'SELECT id FROM users WHERE guest_seen_at < ? AND gone_at IS NULL ORDER BY guest_seen_at LIMIT ?',
    at - input.absenceMs,
    STEP,
  )
  return { forgotten: due.map(({ id }) => forget(tx, id, at)), more: due.length === STEP }
}

function forget(tx: Tx, userId: string, at: number): Forgotten {
  const { sql } = tx
  const channels = leaveAll(tx, userId)
  sql.run('DELETE FROM user_roles WHERE user_id = ?', userId)
  sql.run('DELETE FROM presence WHERE user_id = ?', userId)
  // A key that no name can have: names cannot look like e-mail addresses.
  sql.run(
    `UPDATE users SET username_key = 'gone@' || id, email = NULL, email_key = NULL, gone_at = ?1, updated_at = ?1
     WHERE id = ?2`,
    at,
    userId,
  )
  return { userId, ended: endSessions(sql, userId, null), channels }
}
