import { expect, test } from 'vitest'
import { decodedBytes } from './song.ts'
import { isNextDue } from './songs.ts'

test('the next song is got ready at once where both are small, and towards the end where they are not', () => {
  const [short, long] = [{ duration: 180 }, { duration: 380 }]
  expect(isNextDue(short, short, 170)).toBe(true)
  expect(isNextDue(long, long, 300)).toBe(false)
  expect(isNextDue(long, long, 20)).toBe(true)
  expect(isNextDue(long, long, null)).toBe(false)
  // A stream takes no memory to speak of.
  expect(isNextDue({ duration: 7_200 }, long, 7_000)).toBe(true)
})
test('what is decoded as a whole has a length that is known, and a bound', () => {
  expect(decodedBytes(60)).toBe(60 * 48_000 * 8)
  for (const seconds of [0, 391, 7_200]) expect(decodedBytes(seconds)).toBe(0)
  expect(decodedBytes(390)).toBeLessThanOrEqual(150e6)
})
