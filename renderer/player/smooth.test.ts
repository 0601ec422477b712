import { expect, test } from 'vitest'
import { type Smooth, smoothed } from './smooth.ts'

/** A decoder that tells its position in steps: a saw of ± 6 ms. */
const saw = (at: number): number => ((at * 37) % 13) - 6

test('an element that tells its position in steps is known to a millisecond or two', () => {
  let known: Smooth | null = null
  for (let at = 0; at < 100; at++) {
    known = smoothed(known, 12 + saw(at), 0)
    if (at > 10) expect(Math.abs(known.ms - 12)).toBeLessThan(2)
  }
})
test('what it moves by its own rate is no surprise', () => {
  let known: Smooth | null = null
  let ahead = 30
  for (let at = 0; at < 40; at++) {
    if (at > 0) ahead -= 0.6
    known = smoothed(known, ahead, at > 0 ? -0.6 : 0)
    expect(known.ms).toBeCloseTo(ahead)
  }
})
test('wild looks change nothing, unless they go on and are alike', () => {
  const see = (from: Smooth, ...looks: number[]) => looks.reduce((known, ahead) => smoothed(known, ahead, 0), from)
  const steady = see(smoothed(null, 1, 0), 1, 1)
  expect(see(steady, 300, 300, 300).ms).toBeCloseTo(1)
  expect(see(steady, 300, 300, 1, 300, 300).ms).toBeCloseTo(1)
  expect(see(steady, 300, -300, 500, -500, 300).ms).toBeCloseTo(1)
  expect(see(steady, 300, 301, 299, 300).ms).toBe(300)
})
