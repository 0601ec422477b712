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
/**
 * Off by so much, for so long and by the same: the device changed or its stream broke, and what was known is of no use.
 * On a busy machine one look or two are off by hundreds of milliseconds, and then right again.
 */
const JUMP_MS = 25
const JUMP_LASTS_MS = 600
/** A stream that has just begun says the same within this when it is filled; for a fifth of a second it is off by 150 ms (Chromium). */
const STEADY_MS = 8

/** Context time less device time for what is heard now. */
export function offsetOf({ now, current, stamp, latency }: CardLook): number {
  if (stamp && stamp.context > 0 && Math.abs(now - stamp.device) < STALE_MS) {
    const delay = current - (stamp.context + now - stamp.device)
    if (delay >= LEAST_LATENCY_MS && delay <= MOST_LATENCY_MS) return stamp.context - stamp.device
  }
  const told = latency !== undefined && latency >= 0 && latency <= MOST_LATENCY_MS ? latency : 0
  return current - told - now
}

export type Card = {
  /** The last looks: each is off by some milliseconds, and their middle is not. */
  offsets: readonly number[]
  /** Those since the last that fitted. */
  doubts: readonly { now: number; offset: number }[]
  /** It has said the same twice since it began. */
  isSteady: boolean
  /** The longest that the sound broke off for since then. */
  brokeMs: number
}
export const NO_CARD: Card = { offsets: [], doubts: [], isSteady: false, brokeMs: 0 }

export function withLook(card: Card, offset: number, now: number): Card {
  const known = middleOf(card)
  if (known === null || !card.isSteady) {
    const isSteady = known !== null && Math.abs(offset - known) < STEADY_MS
    return { ...card, offsets: isSteady ? [known, offset] : [offset], isSteady }
  }
  if (Math.abs(offset - known) <= JUMP_MS)
    return { ...card, offsets: [...card.offsets, offset].slice(-KEPT), doubts: [] }
  const alike = card.doubts.filter((one) => Math.abs(one.offset - offset) <= JUMP_MS)
  const doubts = [...alike, { now, offset }]
  const since = doubts[0]?.now ?? now
  if (doubts.length < 3 || now - since < JUMP_LASTS_MS) return { ...card, doubts }
  const brokeMs = Math.max(card.brokeMs, Math.abs(offset - known))
  return { ...card, offsets: doubts.slice(-KEPT).map((one) => one.offset), doubts: [], brokeMs }
}
/** Null before the first look. */
export function middleOf({ offsets }: Card): number | null {
  const sorted = offsets.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.floor(sorted.length / 2)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
