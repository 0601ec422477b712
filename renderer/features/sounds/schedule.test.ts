import { expect, test } from 'vitest'
import { RECIPES } from './recipes.ts'
import { endOf, gainOf, toneSchedule } from './schedule.ts'

test('a note is as many oscillators as it has partials, each up and away again', () => {
  const [low, high, ...rest] = toneSchedule(RECIPES.message, 1, 10)
  expect(rest).toEqual([])
  expect(low).toEqual({ hz: 523.25, startAt: 10, peakAt: 10.006, stopAt: 10.166, peak: 0.5 * 0.8 * 0.5 })
  expect(high?.hz).toBeCloseTo(523.25 * 2.76)
  expect(high?.stopAt).toBeLessThan(low?.stopAt ?? 0)
})

test('volume is squared, bounded, and none of it is silence', () => {
  expect(gainOf(0.5)).toBe(0.125)
  expect(gainOf(7)).toBe(0.5)
  expect(toneSchedule(RECIPES.mention, 0, 0)).toEqual([])
})

test.each(Object.entries(RECIPES))('%s is short, soft and starts without a click', (_, recipe) => {
  const tones = toneSchedule(recipe, 1, 0)
  expect(endOf(tones)).toBeLessThan(0.6)
  for (const tone of tones) {
    expect(tone.peakAt - tone.startAt).toBeGreaterThanOrEqual(0.005)
    expect(tone.stopAt).toBeGreaterThan(tone.peakAt)
    expect(tone.hz).toBeGreaterThan(80)
  }
  // All at once they never clip.
  expect(tones.reduce((sum, tone) => sum + tone.peak, 0)).toBeLessThan(1)
})
