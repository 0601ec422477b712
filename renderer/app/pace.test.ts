import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

test('what comes alone is told at once, a flood in steps, and nothing is left out', () => {
  let now = 1_000
  const timers: { at: number; run: () => void }[] = []
  const pace = createPace({ now: () => now, after: (ms, run) => timers.push({ at: now + ms, run }) })
  const told: number[] = []
  const advance = (ms: number) => {
    const end = now + ms
    for (let next = timers.shift(); next; next = timers.shift()) {
      if (next.at > end) {
        timers.unshift(next)
        break
      }
      now = next.at
      next.run()
    }
    now = end
  }
  pace.schedule(() => told.push(now))
  advance(1)
  expect(told).toEqual([1_000])
  for (let i = 0; i < 50; i++) {
    pace.schedule(() => told.push(now))
    advance(20)
  }
  advance(1_000)
  expect(told).toHaveLength(51)
  expect(new Set(told).size).toBeLessThan(16)

  told.length = 0
  for (let i = 0; i < 50; i++) {
    pace.typed()
    pace.schedule(() => told.push(now))
    advance(20)
  }
  advance(1_000)
  expect(told).toHaveLength(50)
  expect(new Set(told).size).toBeLessThan(7)
})
