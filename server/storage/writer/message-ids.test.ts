import { expect, test } from 'vitest'
import { validate, version } from 'uuid'
import { createMessageIds } from './message-ids.ts'

const fill = (value: number) => (pool: Uint8Array) => pool.fill(value)

test('ids are UUIDs v7 of the time', () => {
  const id = createMessageIds({ now: () => 0x0123_4567_89ab, random: fill(7) })()
  expect(validate(id)).toBe(true)
  expect(version(id)).toBe(7)
  expect(id.startsWith('01234567-89ab-7')).toBe(true)
})

test('ids rise while the clock stands still, and when it goes back', () => {
  const times = [5, 5, 5, 3, 1, 5, 6, 2]
  let at = 0
  const next = createMessageIds({ now: () => times[at++ % times.length] ?? 0, random: fill(0xff) })
  const ids = Array.from({ length: 1_000 }, next)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})
