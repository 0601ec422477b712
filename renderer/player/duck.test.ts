import { expect, test } from 'vitest'
import { LOUD, gainOf, withSpeech } from './duck.ts'

test('music goes down with the first word, and comes back a moment after the last', () => {
  let state = withSpeech(LOUD, false, 0)
  expect(state.isDucked).toBe(false)
  state = withSpeech(state, true, 1_000)
  expect(state.isDucked).toBe(true)
  for (const [now, isSpeaking, isDucked] of [
    [1_500, false, true],
    [1_800, true, true],
    [2_600, false, true],
    [2_800, false, false],
  ] as const) {
    state = withSpeech(state, isSpeaking, now)
    expect(state.isDucked, `at ${now}`).toBe(isDucked)
  }
})
test('half a slider is a quarter of the wave, and voices leave about a quarter of that', () => {
  expect(gainOf(1, false)).toBe(1)
  expect(gainOf(0.5, false)).toBe(0.25)
  expect(gainOf(0, true)).toBe(0)
  expect(gainOf(1, true)).toBeLessThan(0.35)
})
