import { createTokenBuckets } from '../http/rates.ts'

export type Gate = (packet: { size: number; from: string }) => boolean

/** So many in a second that merely being handed them, 64 KiB of memory each, is too much. */
const FLOOD = 300
const SECOND_MS = 1_000

/**
 * Lets so many packets through that reading them costs little, however many come: by sender, so that a loud one does not
 * drown the others, and in all, because senders can be made up. `onFlood`: it had to refuse so many within a second that
 * it is better not to listen for a while.
 */
export function createGate(deps: {
  maxBytes: number
  perSender: { burst: number; perSecond: number }
  inAll: { burst: number; perSecond: number }
  /** Milliseconds on a clock that never goes back. */
  now: () => number
  onFlood?: () => void
}): Gate {
  const { maxBytes, now, onFlood } = deps
  const senders = createTokenBuckets({ ...deps.perSender, now, maxKeys: 1_024 })
  const all = createTokenBuckets({ ...deps.inAll, now, maxKeys: 1 })
  let refused = 0
  let since = -Infinity
  return ({ size, from }) => {
    if (size <= maxBytes && senders.take(from).ok && all.take('').ok) return true
    const at = now()
    if (at - since > SECOND_MS) {
      since = at
      refused = 0
    }
    refused += 1
    if (refused === FLOOD) onFlood?.()
    return false
  }
}
