import { expect, test } from 'vitest'
import { dayOf, fullTimeOf, isSameDay, timeOf } from './times.ts'

/** In the zone of whoever runs this, as the reader's would be. */
const at = (year: number, month: number, day: number, hour = 12, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).toISOString()

test('a day is one of the reader’s calendar, not 24 hours', () => {
  expect(isSameDay(at(2026, 11, 20, 0, 1), at(2026, 11, 20, 23, 59))).toBe(true)
  expect(isSameDay(at(2026, 11, 20, 23, 59), at(2026, 11, 21, 0, 0))).toBe(false)
  expect(isSameDay(at(2026, 11, 20), at(2026, 12, 20))).toBe(false)
  expect(isSameDay(at(2025, 11, 20), at(2026, 11, 20))).toBe(false)
})

test('the year is said only when it is another one', () => {
  const now = new Date(2026, 10, 24).getTime()
  expect(dayOf(at(2026, 3, 5), now)).not.toContain('2026')
  expect(dayOf(at(2025, 3, 5), now)).toContain('2025')
})

test('a time has two digits of minutes; in full it has its year', () => {
  expect(timeOf(at(2026, 11, 20, 9, 5))).toMatch(/9\D05/)
  expect(fullTimeOf(at(2026, 11, 20, 9, 5))).toContain('2026')
})
