import { timingSafeEqual } from 'node:crypto'
import { conflict, inviteInvalid, slowDown } from '#protocol/errors.ts'
import { shortCodeIn } from '#protocol/invites.ts'
import { createFailureWindow } from '../../http/rates.ts'

const DIGITS = 6
const WINDOW_MS = 60_000
/** Live at once. Each makes guessing easier by itself: with so many, ten tries hit one in 1,000 times. */
const MAX_LIVE = 100

export type ShortCodeDeps = {
  /** How long a code lives. */
  lifeMs: number
  /** Wrong tries, in all, after which a code ends. */
  maxFailures: number
  /** Wrong tries of one address in a minute. */
  maxFailuresPerMinute: number
  /** Monotonic milliseconds. */
  now(): number
  /** From 0 up to, not including, `below`; not to be foretold. */
  random(below: number): number
}

/** What six digits stand for: an invitation's code, or nothing but the way into an open room (null). */
export type Live = { code: string; userId: string; invite: string | null; endsInMs: number }
type Entry = { code: string; userId: string; invite: string | null; endsAt: number; failures: number }

/**
 * The six-digit codes that are good now: one for each of their makers, in memory only. A million codes can be guessed, so
 * that every wrong try counts against all that live, whoever they belong to.
 */
export function createShortCodes(deps: ShortCodeDeps) {
  const { now, lifeMs } = deps
  let entries: readonly Entry[] = []
  const byAddress = createFailureWindow({ limit: deps.maxFailuresPerMinute, windowMs: WINDOW_MS, now })

  const living = (): readonly Entry[] => {
    const at = now()
    entries = entries.filter(({ endsAt, failures }) => endsAt > at && failures < deps.maxFailures)
    return entries
  }
  const shown = ({ endsAt, code, userId, invite }: Entry): Live => ({ code, userId, invite, endsInMs: endsAt - now() })
  const freshCode = (): string => {
    for (;;) {
      const code = String(deps.random(10 ** DIGITS)).padStart(DIGITS, '0')
      if (!entries.some((entry) => entry.code === code)) return code
    }
  }
  /** All are compared to the end, so that the time tells nothing of which digits were right. */
  const match = (digits: string): Entry | null => {
    let found: Entry | null = null
    for (const entry of living()) if (timingSafeEqual(Buffer.from(entry.code), Buffer.from(digits))) found = entry
    return found
  }

  return {
    /** A new code, in place of the one that this user had. */
    make(userId: string, invite: string | null): Live {
      const others = living().filter((entry) => entry.userId !== userId)
      if (others.length >= MAX_LIVE)
        throw conflict('too_many_codes', 'There are too many codes to be read out now. Wait until some have ended.')
      entries = others
      const entry = { code: freshCode(), userId, invite, endsAt: now() + lifeMs, failures: 0 }
      entries = [...entries, entry]
      return shown(entry)
    },
    of(userId: string): Live | null {
      const entry = living().find((one) => one.userId === userId)
      return entry ? shown(entry) : null
    },
    end(userId: string): void {
      entries = entries.filter((entry) => entry.userId !== userId)
    },
    /** The invitation was used, or taken back. */
    endOf(invite: string): void {
      entries = entries.filter((entry) => entry.invite !== invite)
    },
    /** `standFor`: only such as stand for an invitation count, because the room wants one. */
    isAnyLive: (standFor: { invitation: boolean }): boolean =>
      living().some(({ invite }) => !standFor.invitation || invite !== null),
    /**
     * What these digits stand for; null for a text that is no six digits. Wrong ones are refused, and count, with the
     * same answer whether or not there is a code at all. Parallel tries do not get past the limit: each counts first.
     */
    resolve(text: string, rateKey: string): Live | null {
      const digits = shortCodeIn(text)
      if (digits === null) return null
      const verdict = byAddress.blocked(rateKey)
      if (verdict.blocked) throw slowDown(verdict.retryAfterSecs)
      const found = match(digits)
      if (found) return shown(found)
      byAddress.add(rateKey)
      for (const entry of entries) entry.failures += 1
      throw inviteInvalid()
    },
  }
}
export type ShortCodes = ReturnType<typeof createShortCodes>
