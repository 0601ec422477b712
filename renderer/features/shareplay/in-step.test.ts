import { expect, it } from 'vitest'
import { isLate, listenersOf, placeOnScale, spreadOf } from './in-step.ts'

const report = (user_id: string, error_ms: number | null, at = 1_000, state = 'playing' as const) => ({
  user_id,
  error_ms,
  state,
  at,
})

it('listeners are shown by name, and not when they have told nothing for long', () => {
  const reports = { s1: report('wren', 4.4), s2: report('ann', -2.6), s3: report('owl', 1, -20_000) }
  expect(listenersOf(reports, 2_000, (id) => id)).toEqual([
    { sessionId: 's2', userId: 'ann', errorMs: -3, state: 'playing' },
    { sessionId: 's1', userId: 'wren', errorMs: 4, state: 'playing' },
  ])
})

it('the spread lies between the two that are farthest apart, among those who make sound', () => {
  const listener = (errorMs: number | null) => ({ sessionId: 's', userId: 'u', errorMs, state: 'playing' as const })
  expect(spreadOf([])).toBeNull()
  expect(spreadOf([listener(3), listener(null)])).toBeNull()
  expect(spreadOf([listener(-2), listener(4), listener(31), listener(null)])).toBe(33)
})

it('the scale ends where one would not look for the figure any more', () => {
  expect([-200, -50, 0, 25, 50, 200].map(placeOnScale)).toEqual([0, 0, 0.5, 0.75, 1, 1])
  expect([-31, -25, 0, 26].map(isLate)).toEqual([true, false, false, true])
})
