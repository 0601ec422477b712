import type { AuthReply } from '#protocol/auth.ts'
import {
  banned,
  busy,
  emailTaken,
  forbidden,
  guestsCannot,
  invalid,
  inviteInvalid,
  inviteRequired,
  refreshInvalid,
  slowDown,
  usernameTaken,
} from '#protocol/errors.ts'
import type { Caller, Origin } from '../../http/operation.ts'
import { createTokenBuckets } from '../../http/rates.ts'
import type { Limits } from '../../options.ts'
import type { By, Writer } from '../../storage/writer/client.ts'
import type { ShortCodes } from '../invites/short-codes.ts'
import type { InviteStore } from '../invites/store.ts'
import type { UserStore } from '../users/store.ts'
import { PasswordQueueFull, type Passwords } from './password.ts'
import { createLoginGuard } from './policy.ts'
import type { Tokens } from './tokens.ts'
import { normaliseEmail, normaliseUsername } from './username.ts'
import type { SignedIn } from './writes.ts'

export type AuthDeps = {
  writer: Writer
  users: UserStore
  invites: InviteStore
  shortCodes: Pick<ShortCodes, 'resolve' | 'endOf'>
  tokens: Tokens
  passwords: Passwords
  limits: Limits
  settings: { get(): { invite_only: boolean } }
  ownerCode: { matches(candidate: string): boolean; clear(): void }
  /** Monotonic milliseconds, and wall-clock ones. */
  now(): number
  wallClock(): number
  onRegistered(user: { userId: string; channels: { id: string; isOwner: boolean }[] }): void
  onSessionsEnded(sessionIds: readonly string[]): void
}

/** What a client gets that has signed in, and its media cookie. */
export type AuthAnswer = { reply: AuthReply; mediaToken: string }

/** Accounts and login sessions. */
export function createAuthService(deps: AuthDeps) {
  const { writer, users, invites, tokens, limits } = deps
  const passwords = refusingWhenFull(deps.passwords)
  const guard = createLoginGuard({ limits, now: deps.now })
  const unlimited = limits.rates === 'off'
  const registrations = createTokenBuckets({
    burst: unlimited ? Infinity : limits.register_burst,
    perSecond: limits.register_per_second,
    now: deps.now,
  })

  const reply = (signedIn: SignedIn): AuthReply => {
    deps.onSessionsEnded(signedIn.ended)
    return {
      access_token: tokens.signAccess(signedIn.userId, signedIn.sessionId),
      refresh_token: signedIn.refreshToken,
      refresh_token_id: signedIn.refreshTokenId,
      user_id: signedIn.userId,
    }
  }
  const mediaOf = (signedIn: SignedIn) => tokens.signMedia(signedIn.userId, signedIn.sessionId)
  const answer = (signedIn: SignedIn): AuthAnswer => ({ reply: reply(signedIn), mediaToken: mediaOf(signedIn) })
  /** Six digits that were read out stand for an invitation, or for none where none is needed. Wrong ones are refused. */
  const invitationOf = (code: string | undefined, from: Origin): string | null => {
    if (code === undefined) return null
    const short = deps.shortCodes.resolve(code, from.rateKey)
    return short ? short.invite : code
  }

  /** One pace for all who are new, however they come. */
  const paceNew = (from: Origin) => {
    const verdict = registrations.take(from.rateKey)
    if (!verdict.ok) throw slowDown(verdict.retryAfterSecs)
  }

  return {
    /** For whoever else begins login sessions, or makes an account. */
    answer,
    invitationOf,
    paceNew,
    hash: passwords.hash,

    async register(
      body: { username: string; password: string; email?: string | undefined; invite_code?: string | undefined },
      from: Origin,
    ) {
      paceNew(from)
      const name = normaliseUsername(body.username)
      if (!name.ok) throw invalid(name.reason, 'username_invalid')
      const email = body.email === undefined ? null : normaliseEmail(body.email)
      if (email && !email.ok) throw invalid(email.reason, 'email_invalid')

      const noAdmin = !users.hasAdmin()
      const byOwnerCode = body.invite_code !== undefined && noAdmin && deps.ownerCode.matches(body.invite_code)
      const claimsOwnership = noAdmin && (byOwnerCode || (from.loopback && !from.forwarded))
      const inviteIsNeeded = deps.settings.get().invite_only
      // Before the costly hash; the transaction asks all of it again.
      const inviteCode = byOwnerCode ? null : invitationOf(body.invite_code, from)
      if (inviteCode !== null) {
        if (!(await invites.isOpen(inviteCode, deps.wallClock()))) throw inviteInvalid()
      } else if (inviteIsNeeded && !claimsOwnership) throw inviteRequired()
      if (await users.isNameTaken(name.key)) throw usernameTaken()
      if (email && (await users.isEmailTaken(email.key))) throw emailTaken()

      const registered = await writer.run(
        'auth.register',
        {
          username: { username: name.username, key: name.key },
          email: email && { email: email.email, key: email.key },
          password: await passwords.hash(body.password),
          inviteCode,
          inviteRequired: inviteIsNeeded,
          claimsOwnership,
          byOwnerCode,
          refreshMs: limits.refresh_token_ms,
        },
        ({ userId, channels, isOwner }) => {
          deps.onRegistered({ userId, channels })
          if (isOwner) deps.ownerCode.clear()
          if (inviteCode !== null) deps.shortCodes.endOf(inviteCode)
        },
      )
      return answer(registered)
    },

    async login(body: { username_or_email: string; password: string }, from: Origin) {
      const name = normaliseUsername(body.username_or_email)
      const email = normaliseEmail(body.username_or_email)
      const usernameKey = name.ok ? name.key : ''
      const emailKey = email.ok ? email.key : ''
      const key = usernameKey || emailKey || body.username_or_email.slice(0, 200)
      const known = usernameKey || emailKey ? await users.accountByName(usernameKey, emailKey) : undefined
      // One account has one budget, whether it is named by its name or its address.
      const account = await guard.run(known?.id ?? key, from.rateKey, async () => {
        // Guests have none, which is not to be told from the time that it takes.
        const right = known?.password
          ? await passwords.verify(body.password, known.password)
          : await passwords.verifyNothing(body.password)
        return right && known ? known : null
      })
      if (account.banned_at !== null) throw banned()
      let password = account.password
      if (passwords.needsRehash(password)) {
        const after = await passwords.hash(body.password)
        const { done } = await writer.run('auth.rehash', { userId: account.id, before: password, after })
        if (done) password = after
      }
      return answer(
        await writer.run('auth.signIn', {
          userId: account.id,
          password,
          refreshMs: limits.refresh_token_ms,
          maxSessions: limits.login_sessions_per_user,
        }),
      )
    },

    async refresh(body: { refresh_token_id: string; refresh_token: string }) {
      const refreshed = await writer.run('auth.refresh', {
        refreshTokenId: body.refresh_token_id,
        refreshToken: body.refresh_token,
        successor: tokens.successorOf(body.refresh_token),
        refreshMs: limits.refresh_token_ms,
        graceMs: limits.refresh_grace_ms,
      })
      if ('stolen' in refreshed) {
        deps.onSessionsEnded([refreshed.sessionId])
        throw refreshInvalid()
      }
      return answer(refreshed)
    },

    async logout(caller: Caller, refreshTokenId: string): Promise<void> {
      await writer.run('auth.logout', { userId: caller.userId, refreshTokenId }, ({ sessionId }) =>
        deps.onSessionsEnded([sessionId]),
      )
    },

    async changePassword(
      caller: Caller,
      body: { current_password: string; new_password: string },
      from: Origin,
    ): Promise<void> {
      const account = await users.account(caller.userId)
      if (account && account.guest_seen_at !== null) throw guestsCannot('change their password: they have none')
      const right = await guard
        .run(`password of ${caller.userId}`, from.rateKey, async () =>
          account && (await passwords.verify(body.current_password, account.password)) ? true : null,
        )
        .catch((error: unknown) => {
          if (error instanceof Error && 'code' in error && error.code === 'bad_credentials') return false
          throw error
        })
      if (!right) throw forbidden('Your current password is not right.', 'wrong_password')
      await this.setPassword(caller, caller.userId, body.new_password)
    },
    /** Ends all login sessions of the account but the one that asks. */
    async setPassword(by: By & { userId: string }, userId: string, password: string): Promise<void> {
      const keep = by.userId === userId ? by.sessionId : null
      const input = { userId, password: await passwords.hash(password), keep }
      await writer.runBy(by, 'auth.setPassword', input, ({ ended }) => deps.onSessionsEnded(ended))
    },
  }
}
export type AuthService = ReturnType<typeof createAuthService>

function refusingWhenFull(passwords: Passwords): Passwords {
  const refuse = (error: unknown) => {
    throw error instanceof PasswordQueueFull ? busy() : error
  }
  return {
    hash: (password) => passwords.hash(password).catch(refuse),
    verify: (password, phc) => passwords.verify(password, phc).catch(refuse),
    verifyNothing: (password) => passwords.verifyNothing(password).catch(refuse),
    needsRehash: passwords.needsRehash,
  }
}
