import { expect, test } from 'vitest'
import { files } from '../../texts/en/files.ts'
import { remainingMs } from './remaining.ts'

test('[UI-UPLOAD] the time left follows from the rate so far', () => {
  expect(remainingMs({ sent: 62, total: 100, startedAt: 0 }, 6_200)).toBe(3_800)
  expect(remainingMs({ sent: 62, total: 100, startedAt: 0 }, 700)).toBeNull()
  expect(remainingMs({ sent: 0, total: 100, startedAt: 0 }, 9_000)).toBeNull()
  expect(remainingMs({ sent: 110, total: 100, startedAt: 0 }, 9_000)).toBe(0)
})
test.each([
  [92_000_000, 148_000_000, 2_000, '92 of 148 MB, 2 s left'],
  [92_000_000, 148_000_000, null, '92 of 148 MB'],
  [900_000, 148_000_000, 150_000, '0.9 of 148 MB, 3 min left'],
  [1_000, 9_500, 100, '1.0 of 9.5 kB, 1 s left'],
  [50, 120, 7_200_000, '50 of 120 B, 2 h left'],
  [1_200_000_000, 2_000_000_000, 61_000, '1.2 of 2.0 GB, 1 min left'],
])('[UI-UPLOAD] %i of %i in %s', (sent, total, left, text) => expect(files.progress(sent, total, left)).toBe(text))
