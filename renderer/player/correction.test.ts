import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FINE, LIMITS, type Limits, ROUGH, calm, correct } from './correction.ts'

const LOOK_MS = 250

/** A player that drifts, is measured with some noise, and needs `costMs` for each seek. */
function play(options: {
  aheadMs: number
  ppm: number
  noiseMs: number
  costMs: number
  seconds: number
  seed?: number
  limits?: Limits
}) {
  let state = calm()
  let ahead = options.aheadMs
  let random = options.seed ?? 1
  const noise = () => {
    random = (random * 1_664_525 + 1_013_904_223) % 2 ** 32
    return (random / 2 ** 31 - 1) * options.noiseMs
  }
  const seeks: number[] = []
  const errors: number[] = []
  const rates: number[] = []
  for (let now = 0; now < options.seconds * 1_000; now += LOOK_MS) {
    const step = correct(state, { aheadMs: ahead + noise(), now, elapsedMs: LOOK_MS }, options.limits)
    state = step.state
    if (step.seekAheadMs !== null) {
      seeks.push(now)
      ahead = step.seekAheadMs - options.costMs
    }
    ahead += LOOK_MS * (state.rate - 1 + options.ppm * 1e-6)
    errors.push(ahead)
    rates.push(state.rate)
  }
  return { seeks, errors, rates, state }
}
const most = (values: readonly number[]) => Math.max(...values.map(Math.abs))

describe('a correction', () => {
  test('leaves alone what nobody hears', () => {
    const { seeks, rates } = play({ aheadMs: 4, ppm: 0, noiseMs: 1, costMs: 0, seconds: 20 })
    expect(seeks).toEqual([])
    expect(rates.every((rate) => rate === 1)).toBe(true)
  })
  test.each([15, -15, 35, -35])('brings %d ms home within five seconds, by rate alone', (aheadMs) => {
    const { seeks, errors } = play({ aheadMs, ppm: 0, noiseMs: 0.5, costMs: 50, seconds: 30 })
    expect(seeks).toEqual([])
    expect(most(errors.slice(50))).toBeLessThan(LIMITS.beginMs + 1)
    expect(Math.abs(errors[40] ?? 999)).toBeLessThan(10)
  })
  test('what is measured with some noise is kept within what nobody hears', () => {
    const { seeks, errors } = play({ aheadMs: 8, ppm: 80, noiseMs: 1.5, costMs: 0, seconds: 600, limits: ROUGH })
    expect(seeks).toEqual([])
    expect(most(errors.slice(40))).toBeLessThan(ROUGH.beginMs + 1)
  })
  test('what is scheduled to the sample is kept within two milliseconds, whatever its card does', () => {
    for (const ppm of [0, 100, -100]) {
      const { seeks, errors } = play({ aheadMs: 8, ppm, noiseMs: 0.1, costMs: 0, seconds: 600, limits: FINE })
      expect(seeks).toEqual([])
      expect(most(errors.slice(40))).toBeLessThan(FINE.beginMs + 0.3)
    }
  })
  test('seeks when it is far off, and learns what that costs', () => {
    const { seeks, errors, state } = play({ aheadMs: -3_000, ppm: 0, noiseMs: 0.5, costMs: 120, seconds: 40 })
    expect(seeks).toEqual([0])
    expect(most(errors.slice(80))).toBeLessThan(LIMITS.beginMs + 1)
    expect(state.seekCostMs).toBeGreaterThan(50)
  })
  test('keeps step with a sound card that runs 100 ppm off, for half an hour without a seek', () => {
    for (const ppm of [100, -100]) {
      const { seeks, errors } = play({ aheadMs: 0, ppm, noiseMs: 1, costMs: 100, seconds: 1_800 })
      expect(seeks).toEqual([])
      expect(most(errors)).toBeLessThan(LIMITS.beginMs + 3)
    }
  })
  test('never seeks in a loop nor steps the pitch, whatever is measured', () => {
    const ahead = fc.double({ min: -1e5, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(fc.array(ahead, { minLength: 1, maxLength: 400 }), (all) => {
        let state = calm()
        let lastSeek = -Infinity
        for (const [i, aheadMs] of all.entries()) {
          const now = i * LOOK_MS
          const before = state
          const step = correct(state, { aheadMs, now, elapsedMs: LOOK_MS })
          state = step.state
          expect(Math.abs(state.rate - 1)).toBeLessThanOrEqual(LIMITS.farRate + 1e-9)
          if (step.seekAheadMs === null) {
            if (now - state.seekAt >= LIMITS.settleMs)
              expect(Math.abs(state.rate - before.rate)).toBeLessThanOrEqual(
                (LIMITS.slewPerSecond * LOOK_MS) / 1_000 + 1e-9,
              )
            continue
          }
          expect(now - lastSeek).toBeGreaterThanOrEqual(LIMITS.seekEveryMs)
          expect(Math.abs(aheadMs)).toBeGreaterThan(LIMITS.seekMs)
          expect(Number.isFinite(step.seekAheadMs)).toBe(true)
          lastSeek = now
        }
      }),
    )
  })
})
