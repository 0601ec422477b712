import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  badCredentials,
  banned,
  inviteInvalid,
  inviteRequired,
  notForGuests,
  refreshInvalid,
  unknown,
} from '#protocol/errors.ts'
import type { Sql } from '../../storage/database.ts'
import type { Tx } from '../../storage/writer/transaction.ts'
import { addMember } from '../channels/membership.ts'
import { ADMIN_ROLE, ensureAdminRole } from '../admin/writes.ts'
import { hasAdmin, isGuest } from '../users/store.ts'
import { endSessions } from './sessions.ts'
import { demandFree, markSeen } from '../users/writes.ts'

/** What a signed-in client holds; the refresh token itself is nowhere stored. */
export type SignedIn = {
  userId: string
  sessionId: string
  refreshTokenId: string
  refreshToken: string
  ended: string[]
}

export type RegisterInput = {
  username: { username: string; key: string }
  email: { email: string; key: string } | null
  password: string
  inviteCode: string | null
  inviteRequired: boolean
  /** Made from the host's own machine, or with the owner code: the owner, unless there is one. */
  claimsOwnership: boolean
  /** The invite_code was the owner code, so it is no invitation. */
  byOwnerCode: boolean
  refreshMs: number
}
export function register(
  tx: Tx,
  input: RegisterInput,
): SignedIn & { isOwner: boolean; channels: { id: string; isOwner: boolean }[] } {
  const { sql, newId, now } = tx
  demandFree(sql, { usernameKey: input.username.key, emailKey: input.email?.key }, '')
  const isOwner = input.claimsOwnership && !hasAdmin(sql)
  if (input.byOwnerCode && !isOwner) throw inviteInvalid()
  const invite = input.byOwnerCode ? null : input.inviteCode
  if (invite === null && input.inviteRequired && !isOwner) throw inviteRequired()
  const userId = newId()
  const at = now()
  sql.run(
    `INSERT INTO users (id, username, username_key, email, email_key, password, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    userId,
    input.username.username,
    input.username.key,
    input.email?.email ?? null,
    input.email?.key ?? null,
    input.password,
    at,
    at,
  )
  if (invite !== null) redeem(sql, invite, userId, at)
  if (isOwner) {
    ensureAdminRole(tx)
    sql.run('INSERT INTO user_roles (user_id, role_id) SELECT ?, id FROM roles WHERE name = ?', userId, ADMIN_ROLE)
  }
  return {
    ...signIn(tx, { userId, password: input.password, refreshMs: input.refreshMs, maxSessions: Infinity }),
    isOwner,
    channels: joinPublic(sql, userId, at),
  }
}

/** Makes somebody new a member of every public channel. */
export function joinPublic(sql: Sql, userId: string, at: number): { id: string; isOwner: boolean }[] {
  const open = sql.all<{ id: string }>('SELECT id FROM channels WHERE is_private = 0 AND deleted_at IS NULL ORDER BY n')
  for (const { id } of open) addMember(sql, id, userId, { canWrite: true, canManage: false }, at)
  return sql
    .all<{ channel_id: string; can_manage: number }>(
      'SELECT channel_id, can_manage FROM channel_members WHERE user_id = ?',
      userId,
    )
    .map((row) => ({ id: row.channel_id, isOwner: row.can_manage === 1 }))
}

/** Uses an invitation up for somebody new; refuses when it is not valid any more. */
export function redeem(sql: Sql, code: string, userId: string, at: number): void {
  const { changes } = sql.run(
    `UPDATE invites SET uses = uses + 1, joined_user_id = ? WHERE code = ? AND uses < max_uses
     AND (expires_at IS NULL OR expires_at > ?)`,
    userId,
    code,
    at,
  )
  if (changes === 0) throw inviteInvalid()
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Begins a login session. The account's oldest ones end when there are too many. */
export function signIn(
  tx: Tx,
  input: { userId: string; password: string; refreshMs: number; maxSessions: number },
): SignedIn {
  const { sql, newId, now } = tx
  const user = sql.get<{ banned_at: number | null; password: string }>(
    'SELECT banned_at, password FROM users WHERE id = ?',
    input.userId,
  )
  // The password may have been changed since it was found right.
  if (!user || user.password !== input.password) throw badCredentials()
  if (user.banned_at !== null) throw banned()
  const sessionId = newId()
  const at = now()
  // Whatever could not be refreshed any more is over.
  sql.run('DELETE FROM login_sessions WHERE used_at < ?', at - input.refreshMs)
  sql.run(
    'INSERT INTO login_sessions (id, user_id, created_at, used_at) VALUES (?, ?, ?, ?)',
    sessionId,
    input.userId,
    at,
    at,
  )
  const ended = Number.isFinite(input.maxSessions)
    ? sql
        .all<{ id: string }>(
          `DELETE FROM login_sessions WHERE id IN (SELECT id FROM login_sessions WHERE user_id = ?
           ORDER BY used_at DESC, rowid DESC LIMIT -1 OFFSET ?) RETURNING id`,
          input.userId,
          input.maxSessions,
        )
        .map((row) => row.id)
    : []
  const refreshTokenId = newId()
  const refreshToken = randomBytes(32).toString('base64url')
  insertToken(sql, refreshTokenId, sessionId, refreshToken, at + input.refreshMs)
  return { userId: input.userId, sessionId, refreshTokenId, refreshToken, ended }
}

const insertToken = (sql: Sql, id: string, sessionId: string, token: string, expiresAt: number) =>
  sql.run(
    'INSERT INTO refresh_tokens (id, session_id, hash, expires_at) VALUES (?, ?, ?, ?)',
    id,
    sessionId,
    hashOf(token),
    expiresAt,
  )

type TokenRow = {
  id: string
  session_id: string
  hash: string
  expires_at: number
  replaced_by: string | null
  replaced_at: number | null
}
/** `stolen`: a token was used again too late, so its whole family has ended; the caller refuses it. */
export type Refreshed = SignedIn | { stolen: true; sessionId: string }

/**
 * Rotates a refresh token. The successor is derived from the token (HMAC under the room's key), so that a second tab that sends the
 * same one gets the same successor although only hashes are stored.
 */
export function refresh(
  tx: Tx,
  input: { refreshTokenId: string; refreshToken: string; successor: string; refreshMs: number; graceMs: number },
): Refreshed {
  const { sql, newId, now } = tx
  const row = sql.get<TokenRow>('SELECT * FROM refresh_tokens WHERE id = ?', input.refreshTokenId)
  if (!row || !sameText(row.hash, hashOf(input.refreshToken)) || row.expires_at <= now()) throw refreshInvalid()
  const session = sql.get<{ user_id: string; banned_at: number | null }>(
    'SELECT s.user_id, u.banned_at FROM login_sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ?',
    row.session_id,
  )
  if (!session) throw refreshInvalid()
  if (session.banned_at !== null) throw banned()
  const { successor } = input
  const at = now()
  let successorId = row.replaced_by
  if (successorId === null || row.replaced_at === null) {
    successorId = newId()
    insertToken(sql, successorId, row.session_id, successor, at + input.refreshMs)
    sql.run('UPDATE refresh_tokens SET replaced_by = ?, replaced_at = ? WHERE id = ?', successorId, at, row.id)
    sql.run('UPDATE login_sessions SET used_at = ? WHERE id = ?', at, row.session_id)
    markSeen(sql, session.user_id, at)
    // A family keeps the tokens that can still tell a second tab or a thief; older ones are unknown, which refuses too.
    sql.run('DELETE FROM refresh_tokens WHERE session_id = ? AND replaced_at < ?', row.session_id, at - input.refreshMs)
  } else if (at - row.replaced_at > input.graceMs || isUsed(sql, successorId)) {
    sql.run('DELETE FROM login_sessions WHERE id = ?', row.session_id)
    return { stolen: true, sessionId: row.session_id }
  }
  return {
    userId: session.user_id,
    sessionId: row.session_id,
    refreshTokenId: successorId,
    refreshToken: successor,
    ended: [],
  }
}
const isUsed = (sql: Sql, id: string): boolean =>
  sql.get('SELECT 1 FROM refresh_tokens WHERE id = ? AND replaced_by IS NULL', id) === undefined
const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export function logout({ sql }: Tx, input: { userId: string; refreshTokenId: string }): { sessionId: string } {
  const row = sql.get<{ session_id: string }>(
    `SELECT t.session_id FROM refresh_tokens t JOIN login_sessions s ON s.id = t.session_id
     WHERE t.id = ? AND s.user_id = ?`,
    input.refreshTokenId,
    input.userId,
  )
  if (!row) throw unknown('login session')
  sql.run('DELETE FROM login_sessions WHERE id = ?', row.session_id)
  return { sessionId: row.session_id }
}

/** Sets a password and ends all login sessions of the account but `keep`. */
export function setPassword(
  { sql, now }: Tx,
  input: { userId: string; password: string; keep: string | null },
): { userId: string; ended: string[] } {
  if (isGuest(sql, input.userId)) throw notForGuests('A guest has no password. They make an account in their settings.')
  if (
    sql.run('UPDATE users SET password = ?, updated_at = ? WHERE id = ?', input.password, now(), input.userId)
      .changes === 0
  ) {
    throw unknown('user')
  }
  return { userId: input.userId, ended: endSessions(sql, input.userId, input.keep) }
}
/** A hash that was made with an older cost is replaced; nothing else changes. */
export const rehash = ({ sql }: Tx, input: { userId: string; before: string; after: string }): { done: boolean } => ({
  done:
    sql.run('UPDATE users SET password = ? WHERE id = ? AND password = ?', input.after, input.userId, input.before)
      .changes > 0,
})
