/**
 * How far the room's monotonic clock is from this device's, and how fast the two drift apart: a Kalman filter over probes
 * (NTP's four times, RFC 5905 section 8). Both clocks in milliseconds. The state is [offset, drift]; its measurement is a
 * probe's offset, whose error is at most half of what the way took too long.
 */

/** `t0`: sent, `t3`: came back, on this device; `t1`: came, `t2`: answered, in the room. */
export type Probe = { t0: number; t1: number; t2: number; t3: number }
export type Estimate = {
  /** Room time = device time + offset. */
  offsetMs: number
  /** Of the offset, one standard deviation. */
  errorMs: number
  /** Milliseconds that the offset grows in one millisecond. */
  drift: number
  /** The shortest round trip of late, which is the way without anything in it. */
  rttMs: number
}
export type Filter = {
  at: number
  offset: number
  drift: number
  /** Covariance: [offset, offset-drift, drift]. */
  p: readonly [number, number, number]
  /** The shortest round trip, slowly forgotten: ways change. */
  rtt: number
}

/** Quartz is within 100 ppm, and wanders by much less in a minute. */
const START_DRIFT = 1e-4
const DRIFT_WANDER = 1e-8
/** What no probe is better than: timers of browsers are rounded. */
const FLOOR_MS = 0.2
/** A probe that took so much longer than the shortest tells nothing; above it counts as noise. */
const IMPURE = { factor: 3, ms: 60 }
/** A change of this many standard deviations is no noise: one of the clocks was set, or a machine slept. */
const JUMP = 8
const JUMP_MS = 25
/** How much longer the shortest round trip may get in a millisecond: the way has changed, not this probe. */
const FORGET = 1e-4

export const offsetOf = ({ t0, t1, t2, t3 }: Probe): number => (t1 - t0 + (t2 - t3)) / 2
export const roundTripOf = ({ t0, t1, t2, t3 }: Probe): number => Math.max(0, t3 - t0 - (t2 - t1))

/** The best of a burst: the one that was on its way shortest. Null for an empty one. */
export const purest = (probes: readonly Probe[]): Probe | null =>
  probes.reduce<Probe | null>((best, one) => (best && roundTripOf(best) <= roundTripOf(one) ? best : one), null)

/** Takes in one probe. `filter` null: the first one. What was `rejected` changed nothing but the memory of round trips. */
export function withProbe(
  filter: Filter | null,
  probe: Probe,
): { filter: Filter; verdict: 'taken' | 'rejected' | 'jump' } {
  const rtt = roundTripOf(probe)
  const measured = offsetOf(probe)
  // In the middle of its way: where its offset is the most likely to be right.
  const at = (probe.t0 + probe.t3) / 2
  if (filter === null) return { filter: begun(at, measured, rtt), verdict: 'taken' }
  const elapsed = Math.max(0, at - filter.at)
  const shortest = Math.min(rtt, filter.rtt + elapsed * FORGET)
  const excess = rtt - shortest
  if (rtt > shortest * IMPURE.factor && excess > IMPURE.ms)
    return { filter: { ...filter, rtt: shortest }, verdict: 'rejected' }

  const offset = filter.offset + filter.drift * elapsed
  const [p0, p1, p2] = filter.p
  const q = DRIFT_WANDER ** 2 * elapsed
  const predicted = [p0 + 2 * elapsed * p1 + elapsed ** 2 * p2, p1 + elapsed * p2, p2 + q] as const
  // Half of what the way took too long, all on one side, is the worst; the shortest itself may be lopsided by little.
  const noise = (FLOOR_MS + excess / 2 + shortest * 0.02) ** 2
  const surprise = measured - offset
  const spread = predicted[0] + noise
  if (Math.abs(surprise) > JUMP * Math.sqrt(spread) && Math.abs(surprise) > JUMP_MS + excess)
    return { filter: begun(at, measured, rtt), verdict: 'jump' }
  const gain = [predicted[0] / spread, predicted[1] / spread] as const
  return {
    filter: {
      at,
      offset: offset + gain[0] * surprise,
      drift: filter.drift + gain[1] * surprise,
      p: [
        (1 - gain[0]) * predicted[0],
        (1 - gain[0]) * predicted[1],
        Math.max(0, predicted[2] - gain[1] * predicted[1]),
      ],
      rtt: shortest,
    },
    verdict: 'taken',
  }
}

/** What is known at a time of this device. */
export function estimateAt(filter: Filter, at: number): Estimate {
  const elapsed = at - filter.at
  const [p0, p1, p2] = filter.p
  return {
    offsetMs: filter.offset + filter.drift * elapsed,
    errorMs: Math.sqrt(Math.max(0, p0 + 2 * elapsed * p1 + elapsed ** 2 * p2)),
    drift: filter.drift,
    rttMs: filter.rtt,
  }
}

const begun = (at: number, offset: number, rtt: number): Filter => ({
  at,
  offset,
  drift: 0,
  p: [(rtt / 2) ** 2 + FLOOR_MS ** 2, 0, START_DRIFT ** 2],
  rtt,
})
