import { expect, test } from '@playwright/test'
import { RATE, randomOf, song } from './bursts.ts'
import { compare, inStepAfter, jumps } from './compare.ts'
import { type Arrival, createFinder } from './finder.ts'

/** The song as somebody plays it: later by so much, at that rate, that loud; `moves`: when it moves by how much more. */
type Playing = { lateS?: number; rate?: number; gain?: number; noise?: number; moves?: [atS: number, byS: number][] }

const SECONDS = 20
const original = song(SECONDS + 2)

/** By interpolation between samples (cubic), as a player's resampler does it. */
function played({ lateS = 0, rate = 1, gain = 1, noise = 0, moves = [] }: Playing): Float32Array {
  const random = randomOf(77)
  return Float32Array.from({ length: SECONDS * RATE }, (_, at) => {
    const seconds = at / RATE
    const moved = moves.reduce((sum, [when, by]) => (seconds >= when ? sum + by : sum), 0)
    return gain * sampleAt((seconds - lateS - moved) * rate * RATE) + noise * (random() - 0.5)
  })
}
function sampleAt(place: number): number {
  const at = Math.floor(place)
  const [a, b, c, d] = [original[at - 1] ?? 0, original[at] ?? 0, original[at + 1] ?? 0, original[at + 2] ?? 0]
  const part = place - at
  const bend = a - 2.5 * b + 2 * c - 0.5 * d
  return b + part * (0.5 * (c - a) + part * (bend + part * 0.5 * (d - a + 3 * (b - c))))
}
/** In pieces of a length that has nothing to do with blocks, as a recording comes. */
function found(samples: Float32Array): Arrival[] {
  const finder = createFinder()
  const arrivals: Arrival[] = []
  for (let from = 0; from < samples.length; from += 1_777)
    arrivals.push(...finder.push(samples.subarray(from, from + 1_777)))
  return arrivals
}
const hear = (...all: Playing[]) => all.map((one) => found(played(one)))
const ALL = { from: 1, to: SECONDS - 1 }

test('[UN1] shifts that were made are found to a tenth of a millisecond', () => {
  for (const lateMs of [0, 0.01, 0.25, 1, 7.34, 20, 123.4]) {
    const { pairs, missing, maxMs, lateMs: late } = compare(hear({}, { lateS: lateMs / 1_000 }), ALL)
    expect(pairs).toBeGreaterThan(30)
    expect(missing).toBe(0)
    expect(Math.abs(maxMs - lateMs)).toBeLessThan(0.1)
    expect(Math.abs((late[1] ?? NaN) - lateMs)).toBeLessThan(0.1)
  }
})

test('[UN1] softer, in noise, or at a corrected rate they are found as well', () => {
  const [plain = [], soft = [], fast = []] = hear({}, { gain: 0.1, noise: 0.004, lateS: 0.003 }, { rate: 1.02 })
  expect(soft).toHaveLength(plain.length)
  expect(compare([plain, soft], ALL).lateMs[1]).toBeCloseTo(3, 1)
  // Ahead by 20 ms more each second.
  expect(fast.length).toBeGreaterThan(plain.length)
  for (const [at, { at: when }] of plain.entries())
    expect(Math.abs((fast[at]?.at ?? NaN) - when / 1.02) * 1_000).toBeLessThan(0.4)
})

test('[UN1] whoever plays other seconds is seen to, not taken for one in step', () => {
  const { maxMs, missing } = compare(hear({}, { lateS: 2 }), { from: 6, to: 12 })
  expect(maxMs).toBeCloseTo(2_000, 0)
  expect(missing).toBe(0)
  const silent = compare([found(played({})), []], ALL)
  expect(silent.pairs).toBe(0)
  expect(silent.missing).toBeGreaterThan(30)
})

test('[UN1] a moment at which two come into step, and a jump of one, are told', () => {
  const heard = hear({}, { lateS: -0.12, moves: [[8, 0.115]] })
  expect(inStepAfter(heard, ALL, 20)).toBeGreaterThan(6.5)
  expect(inStepAfter(heard, ALL, 20)).toBeLessThan(8)
  expect(inStepAfter(heard, ALL, 2)).toBeNull()
  expect(jumps(heard[0] ?? [], ALL, 30)).toEqual([])
  const [jump, ...more] = jumps(heard[1] ?? [], ALL, 30)
  expect(more).toEqual([])
  expect(jump?.byMs).toBeCloseTo(115, 0)
})
