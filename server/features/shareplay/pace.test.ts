import { expect, test, vi } from 'vitest'
import { createPace } from './pace.ts'

/** What is sent of states that take a reader a second each. */
function paced() {
  vi.useFakeTimers()
  const sent: number[] = []
  const now = () => performance.now()
  const pace = createPace({ now, send: () => (sent.push(now()), 256_000) })
  return { pace, sent }
}

test('a flood of changes is sent as fast as a reader takes it, and the last of them is sent', async () => {
  const { pace, sent } = paced()
  for (let ms = 0; ms < 20_000; ms += 10) {
    pace.note()
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(sent.length).toBeGreaterThan(15)
  expect(sent.length).toBeLessThan(25)
  pace.close()
  vi.useRealTimers()
})

test('what is in a hurry does not wait behind others, nor can it become a flood', async () => {
  const { pace, sent } = paced()
  for (let change = 0; change < 10; change++) pace.note()
  const before = sent.length
  pace.hurry()
  expect(sent.length).toBe(before + 1)
  // Nothing is left of the wait that it took the place of.
  await vi.advanceTimersByTimeAsync(1)
  expect(sent.length).toBe(before + 1)
  for (let ms = 0; ms < 60_000; ms += 400) {
    pace.hurry()
    await vi.advanceTimersByTimeAsync(400)
  }
  expect(sent.length).toBeLessThan(70)
  // What comes after it is not held back by more than it took.
  const count = sent.length
  pace.note()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(sent.length).toBeGreaterThan(count)
  pace.close()
  vi.useRealTimers()
})
