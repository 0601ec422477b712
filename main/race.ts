import type { Socket } from 'node:net'
import type { Outcome } from './core/reach.ts'

/** `dial` of server/tls/dial.ts: connects by TLS, and sends nothing to whoever shows another key. */
export type Dial = (
  address: string,
  options: { identity: string | null; timeoutMs: number; signal?: AbortSignal },
) => Promise<
  | { ok: true; socket: Socket; identity: string; tookMs: number }
  | { ok: false; kind: 'closed' }
  | { ok: false; kind: 'changed'; identity: string }
  | { ok: false; kind: 'no_tls' }
>

/** For connection and handshake, over whatever line. */
const DIAL_TIMEOUT_MS = 4_000

export type Race = {
  /** Those that wait for their turn begin now. */
  hurry(): void
  /** All have ended, or were called off. */
  done: Promise<void>
}

/**
 * Dials all of them, each after its own wait, and tells of each end. A socket belongs to whoever is told. What is called
 * off by `signal` is not told: it says nothing about the address.
 */
export function startRace(deps: {
  dial: Dial
  addresses: readonly string[]
  identity: string | null
  signal: AbortSignal
  waitMs(index: number): number
  onOutcome(outcome: Outcome, socket: Socket | null): void
}): Race {
  const { dial, addresses, identity, signal } = deps
  const hurried = new AbortController()
  const go = AbortSignal.any([hurried.signal, signal])
  const run = async (address: string, index: number): Promise<void> => {
    await pause(deps.waitMs(index), go)
    if (signal.aborted) return
    const result = await dial(address, { identity, timeoutMs: DIAL_TIMEOUT_MS, signal })
    if (result.ok) {
      const { socket, tookMs } = result
      if (signal.aborted) socket.destroy()
      else deps.onOutcome({ address, kind: 'proved', identity: result.identity, tookMs }, socket)
    } else if (!signal.aborted) {
      deps.onOutcome(
        result.kind === 'changed'
          ? { address, kind: 'changed', identity: result.identity }
          : { address, kind: result.kind },
        null,
      )
    }
  }
  return { hurry: () => hurried.abort(), done: Promise.all(addresses.map(run)).then(() => undefined) }
}

/** Ends early, and without an error, when it is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve()
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    signal.addEventListener('abort', finish, { once: true })
  })
