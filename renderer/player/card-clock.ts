/**
 * The sound card's clock beside the device's: an AudioContext counts samples, and those are heard later than they are
 * made. Milliseconds throughout.
 */

/** What the browser says of one moment. `undefined`: it does not know such a thing. */
export type CardLook = {
  now: number
  /** `AudioContext.currentTime`. */
  current: number
  /** `getOutputTimestamp()`: the sample that was heard at that time of the device. */
  stamp: { context: number; device: number } | undefined
  /** `outputLatency`, else `baseLatency`. */
  latency: number | undefined
}

/** Bluetooth is up to half a second late; beyond this somebody miscounts. */
const MOST_LATENCY_MS = 1_000
/** What is heard cannot be made later, but for the block that is being made and rounding. */
const LEAST_LATENCY_MS = -30
const STALE_MS = 1_000
/** So many looks are kept: about four seconds of steady playing. */
const KEPT = 16
/** Off by so much, twice in a row: the device changed or its stream broke, and what was known is of no use. */
const JUMP_MS = 25

/** Context time less device time for what is heard now. */
export function offsetOf({ now, current, stamp, latency }: CardLook): number {
  if (stamp && stamp.context > 0 && Math.abs(now - stamp.device) < STALE_MS) {
    const delay = current - (stamp.context + now - stamp.device)
    if (delay >= LEAST_LATENCY_MS && delay <= MOST_LATENCY_MS) return stamp.context - stamp.device
  }
  const told = latency !== undefined && latency >= 0 && latency <= MOST_LATENCY_MS ? latency : 0
  return current - told - now
}

/** The last looks: each is off by some milliseconds, and their middle is not. */
export type Card = { offsets: readonly number[]; isDoubted: boolean }
export const NO_CARD: Card = { offsets: [], isDoubted: false }

export function withLook(card: Card, offset: number): Card {
  const known = middleOf(card)
  const isFar = known !== null && Math.abs(offset - known) > JUMP_MS
  if (isFar && card.isDoubted) return { offsets: [offset], isDoubted: false }
  if (isFar) return { ...card, isDoubted: true }
  return { offsets: [...card.offsets, offset].slice(-KEPT), isDoubted: false }
}
/** Null before the first look. */
export function middleOf({ offsets }: Card): number | null {
  const sorted = offsets.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
