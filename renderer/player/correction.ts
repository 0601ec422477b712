/**
 * What to do about being ahead of or behind the room: nothing within a dead band, a rate that nobody hears, and a seek
 * only when it is far off and never in a loop. Times in milliseconds; `aheadMs` > 0: we play what is still to come.
 */
export type Correction = {
  /** Playback rate now, around 1. */
  rate: number
  isCorrecting: boolean
  seekAt: number
  /** What a seek here takes until there is sound again, learned from what it left behind. */
  seekCostMs: number
  /** A seek has been made, and its first measurement tells what it cost. */
  isSettling: boolean
}
export type Step = {
  state: Correction
  /** Play from the room's position plus so much, at `state.rate`; null: only the rate. */
  seekAheadMs: number | null
}

export type Limits = { readonly [K in keyof typeof LIMITS]: number }
export const LIMITS = {
  /** A correction begins beyond the first and ends within the second: no hunting around one border. */
  beginMs: 6,
  endMs: 1.5,
  /** Beyond it a seek is the smaller evil; at most one in `seekEveryMs`. */
  seekMs: 200,
  seekEveryMs: 5_000,
  /** A measurement is believed again so long after a seek. */
  settleMs: 700,
  /** What is left is made up for in about this time. */
  withinMs: 1_500,
  /** 0.4 %: 7 cents, under what is heard as another pitch. Beyond `farMs` the pitch is kept by the player, or heard a little. */
  rate: 0.004,
  farRate: 0.02,
  farMs: 40,
  /** How much a rate may change in a second, so that no step is heard. */
  slewPerSecond: 0.02,
} as const
/** For what is scheduled to the sample: what is measured there has no noise of its own. */
export const FINE: Limits = { ...LIMITS, beginMs: 2, endMs: 0.4, settleMs: 0 }
/** For what is measured with some noise, and begun exactly all the same. */
export const ROUGH: Limits = { ...LIMITS, beginMs: 4, endMs: 1, settleMs: 0 }
const LEARNING = 0.5
const MOST_COST_MS = 2_000

/** At a beginning; what a seek costs may be known from before. */
export const calm = (seekCostMs = 0): Correction => ({
  rate: 1,
  isCorrecting: false,
  seekAt: -Infinity,
  seekCostMs,
  isSettling: false,
})

/** One look, `elapsedMs` after the one before. */
export function correct(
  before: Correction,
  look: { aheadMs: number; now: number; elapsedMs: number },
  limits: Limits = LIMITS,
): Step {
  const { aheadMs, now, elapsedMs } = look
  const sinceSeek = now - before.seekAt
  if (sinceSeek < limits.settleMs) return { state: { ...before, rate: 1 }, seekAheadMs: null }
  const seekCostMs = before.isSettling ? learned(before.seekCostMs, aheadMs) : before.seekCostMs
  const known = { ...before, seekCostMs, isSettling: false }
  const distance = Math.abs(aheadMs)
  if (distance > limits.seekMs && sinceSeek >= limits.seekEveryMs) {
    const state = { ...known, rate: 1, isCorrecting: true, seekAt: now, isSettling: true }
    return { state, seekAheadMs: seekCostMs }
  }
  const isCorrecting = distance > (before.isCorrecting ? limits.endMs : limits.beginMs)
  const most = distance > limits.farMs ? limits.farRate : limits.rate
  const wanted = isCorrecting ? 1 - Math.sign(aheadMs) * Math.min(most, distance / limits.withinMs) : 1
  const slew = (limits.slewPerSecond * elapsedMs) / 1_000
  const rate = before.rate + Math.max(-slew, Math.min(slew, wanted - before.rate))
  return { state: { ...known, rate, isCorrecting }, seekAheadMs: null }
}

/** Still behind after a seek: it costs more than was thought. */
function learned(costMs: number, aheadMs: number): number {
  return Math.max(0, Math.min(MOST_COST_MS, costMs - LEARNING * aheadMs))
}
