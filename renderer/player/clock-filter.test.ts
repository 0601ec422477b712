import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Filter, type Probe, estimateAt, offsetOf, purest, roundTripOf, withProbe } from './clock-filter.ts'

/** A room whose clock is `offset` ahead and gains `ppm`; ways there and back take their own times. */
const probeOf = (t0: number, there: number, back: number, offset: number, ppm = 0): Probe => {
  const room = (at: number) => at + offset + at * ppm * 1e-6
  const t3 = t0 + there + 0.1 + back
  return { t0, t1: room(t0 + there), t2: room(t0 + there + 0.1), t3 }
}
const numbers = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
const run = (probes: readonly Probe[]): Filter => {
  let filter: Filter | null = null
  for (const probe of probes) filter = withProbe(filter, probe).filter
  if (!filter) throw new Error('no probe')
  return filter
}

test('a probe over a fair way tells the offset and the round trip', () => {
  const probe = probeOf(1_000, 4, 4, 5_000)
  expect(offsetOf(probe)).toBeCloseTo(5_000)
  expect(roundTripOf(probe)).toBeCloseTo(8)
  expect(purest([probeOf(0, 9, 2, 0), probe, probeOf(0, 40, 1, 0)])).toBe(probe)
  expect(purest([])).toBeNull()
})

describe('the filter', () => {
  test('finds offset and drift of a LAN within a millisecond', () => {
    const random = numbers(1)
    const probes = Array.from({ length: 120 }, (_, i) => probeOf(i * 500, 0.4 + random(), 0.4 + random(), -81_234, 40))
    const { offsetMs, errorMs, drift } = estimateAt(run(probes), 60_000)
    expect(Math.abs(offsetMs - (-81_234 + 60_000 * 40e-6))).toBeLessThan(0.5)
    expect(errorMs).toBeLessThan(0.5)
    expect(Math.abs(drift - 40e-6)).toBeLessThan(15e-6)
  })
  test('with 50 ± 20 ms of jitter each way it stays within a few milliseconds', () => {
    for (const seed of [2, 3, 4, 5, 6]) {
      const random = numbers(seed)
      const way = () => 30 + 40 * random()
      const probes = Array.from({ length: 20 }, (_, i) => {
        const burst = Array.from({ length: 8 }, (_none, k) => probeOf(i * 5_000 + k * 50, way(), way(), 77, 20))
        const best = purest(burst)
        if (!best) throw new Error('no burst')
        return best
      })
      expect(Math.abs(estimateAt(run(probes), 100_000).offsetMs - (77 + 2))).toBeLessThan(8)
    }
  })
  test('a probe that waited for a busy page changes nothing', () => {
    const before = run([probeOf(0, 1, 1, 10), probeOf(500, 1, 1, 10), probeOf(1_000, 1, 1, 10)])
    const { filter, verdict } = withProbe(before, probeOf(1_500, 1, 400, 10))
    expect(verdict).toBe('rejected')
    expect(estimateAt(filter, 1_500).offsetMs).toBeCloseTo(estimateAt(before, 1_500).offsetMs)
  })
  test('a clock that was set is believed at once', () => {
    const before = run(Array.from({ length: 20 }, (_, i) => probeOf(i * 500, 1, 1, 10)))
    const { filter, verdict } = withProbe(before, probeOf(10_500, 1, 1, 5_010))
    expect(verdict).toBe('jump')
    expect(estimateAt(filter, 10_500).offsetMs).toBeCloseTo(5_010)
  })
  test('stays finite and no surer than it may be, whatever comes', () => {
    const time = fc.double({ min: 0, max: 1e7, noNaN: true })
    const delay = fc.double({ min: 0, max: 5_000, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(time, delay, delay, fc.double({ min: -1e9, max: 1e9, noNaN: true })), { minLength: 1 }),
        (all) => {
          const probes = all
            .map(([t0, there, back, offset]) => probeOf(t0, there, back, offset))
            .toSorted((a, b) => a.t0 - b.t0)
          const last = probes.at(-1)!
          const estimate = estimateAt(run(probes), last.t3)
          for (const value of Object.values(estimate)) expect(Number.isFinite(value)).toBe(true)
          expect(estimate.errorMs).toBeGreaterThan(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})
