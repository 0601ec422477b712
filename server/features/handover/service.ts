import { randomBytes } from 'node:crypto'
import { Refusal, forbidden, slowDown, unauthorized } from '#protocol/errors.ts'
import type { Caller, Origin } from '../../http/operation.ts'
import { createFailureWindow } from '../../http/rates.ts'
import type { Limits } from '../../options.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { AuthAnswer } from '../auth/service.ts'
import type { SignedIn } from '../auth/writes.ts'
import type { UserStore } from '../users/store.ts'
import { createHandoverCodes } from './codes.ts'

const WINDOW_MS = 60_000

const handoverInvalid = () =>
  new Refusal(401, 'handover_invalid', 'This way over has ended. Go back and try once more, or sign in here.')
const needsTls = () => forbidden('This works on the encrypted page only: its address begins with https.', 'needs_tls')

export type HandoverDeps = {
  writer: Writer
  users: Pick<UserStore, 'account'>
  limits: Limits
  /** What a login answers with. */
  answer(signedIn: SignedIn): AuthAnswer
  /** Monotonic milliseconds. */
  now(): number
}

/** Takes somebody who is signed in over plain HTTP to a login session of its own on the encrypted page. */
export function createHandoverService(deps: HandoverDeps) {
  const { limits, now } = deps
  const codes = createHandoverCodes({
    lifeMs: limits.handover_ms,
    perUser: limits.handovers_per_user,
    now,
    random: randomBytes,
  })
  // Nobody guesses 256 bits; whoever tries all the same is a login that fails.
  const failures = createFailureWindow({
    limit: limits.rates === 'off' ? Infinity : limits.login_failures_per_address_per_minute,
    windowMs: WINDOW_MS,
    now,
  })
  return {
    async create(caller: Caller): Promise<{ code: string; expiresInSecs: number }> {
      const account = await deps.users.account(caller.userId)
      if (!account) throw unauthorized()
      const { userId, sessionId } = caller
      const code = codes.make({ userId, sessionId, password: account.password })
      return { code, expiresInSecs: Math.max(1, Math.floor(limits.handover_ms / 1_000)) }
    },
    async redeem(code: string, from: Origin, isEncrypted: boolean): Promise<AuthAnswer> {
      if (!isEncrypted) throw needsTls()
      const verdict = failures.blocked(from.rateKey)
      if (verdict.blocked) throw slowDown(verdict.retryAfterSecs)
      const handover = codes.take(code)
      if (!handover) {
        failures.add(from.rateKey)
        throw handoverInvalid()
      }
      const signedIn = await deps.writer.run('handover.redeem', {
        ...handover,
        refreshMs: limits.refresh_token_ms,
        maxSessions: limits.login_sessions_per_user,
      })
      if (!signedIn) throw handoverInvalid()
      return deps.answer(signedIn)
    },
  }
}
export type HandoverService = ReturnType<typeof createHandoverService>
