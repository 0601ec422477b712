import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

test('a loud sender is held to its share, others are not; all together to theirs; what is too long never passes', () => {
  let at = 0
  const gate = createGate({
    maxBytes: 100,
    perSender: { burst: 5, perSecond: 1 },
    inAll: { burst: 8, perSecond: 2 },
    now: () => at,
  })
  const passed = (from: string, count: number, size = 10) =>
    Array.from({ length: count }, () => gate({ size, from })).filter(Boolean).length
  expect(passed('loud', 1_000)).toBe(5)
  expect(passed('long', 10, 101)).toBe(0)
  expect(passed('quiet', 1)).toBe(1)
  expect(passed('third', 10)).toBe(2)
  at += 1_000
  expect(passed('loud', 1_000)).toBe(1)
  expect(passed('quiet', 1)).toBe(1)
})

test('a flood is told once a second while it lasts', () => {
  let at = 0
  let floods = 0
  const rate = { burst: 1, perSecond: 1 }
  const gate = createGate({ maxBytes: 100, perSender: rate, inAll: rate, now: () => at, onFlood: () => (floods += 1) })
  for (; at < 3_000; at += 1) gate({ size: 10, from: 'a' })
  expect(floods).toBe(3)
  for (; at < 9_000; at += 5) gate({ size: 10, from: 'a' })
  expect(floods).toBe(3)
})
