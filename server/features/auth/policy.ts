import { badCredentials, slowDown } from '#protocol/errors.ts'
import type { Limits } from '../../options.ts'
import { createFailureWindow } from '../../http/rates.ts'

const WINDOW_MS = 60_000
/** Each failure beyond what one address may make holds everybody's next attempt up by this much. */
const STEP_MS = 100

/**
 * Slows guessing without letting anybody lock somebody else out: an account is blocked only for the address that
 * guessed, an address only after many failures; for the account as a whole there is but a delay.
 */
export function createLoginGuard(deps: { limits: Limits; now(): number }) {
  const { limits, now } = deps
  const off = limits.rates === 'off'
  const window = (limit: number) => createFailureWindow({ limit: off ? Infinity : limit, windowMs: WINDOW_MS, now })
  const pairs = window(limits.login_failures_per_minute)
  const addresses = window(limits.login_failures_per_address_per_minute)
  const accounts = window(Infinity)
  const queues = new Map<string, Promise<unknown>>()

  const attempt = async <T>(
    account: string,
    pair: string,
    address: string,
    verify: () => Promise<T | null>,
  ): Promise<T> => {
    for (const blocked of [pairs.blocked(pair), addresses.blocked(address)]) {
      if (blocked.blocked) throw slowDown(blocked.retryAfterSecs)
    }
    const excess = off ? 0 : Math.max(0, accounts.failures(account) - limits.login_failures_per_minute + 1)
    if (excess > 0) await new Promise((done) => setTimeout(done, Math.min(limits.login_delay_ms, excess * STEP_MS)))
    // Counted before it is known to fail, and taken back when it does not: parallel guesses must not slip through.
    const takeBack = [pairs.add(pair), addresses.add(address), accounts.add(account)]
    const verified = await verify().catch((error: unknown) => {
      for (const undo of takeBack) undo()
      throw error
    })
    if (verified === null) throw badCredentials()
    for (const undo of takeBack) undo()
    pairs.clear(pair)
    return verified
  }
  return {
    /** Runs one attempt; those of one account from one address run one after the other, so that each counts. */
    async run<T>(account: string, address: string, verify: () => Promise<T | null>): Promise<T> {
      const pair = `${address} ${account}`
      const before = queues.get(pair) ?? Promise.resolve()
      const mine = before.then(
        () => attempt(account, pair, address, verify),
        () => attempt(account, pair, address, verify),
      )
      queues.set(pair, mine)
      try {
        return await mine
      } finally {
        if (queues.get(pair) === mine) queues.delete(pair)
      }
    },
  }
}
