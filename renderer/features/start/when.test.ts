import { describe, expect, test } from 'vitest'
import { whenOf } from './when.ts'

const words = { at: (day: string, time: string) => `${day} at ${time}`, onDay: (day: string) => `on ${day}` }
/** Local times, so that the test means the same everywhere. */
const local = (day: number, hour = 12) => new Date(2026, 10, day, hour, 5)
const say = (day: number, hour?: number) => whenOf(local(day, hour).toISOString(), local(24).getTime(), 'en', words)

describe('whenOf', () => {
  test('near days have names', () => {
    expect(say(24, 18)).toBe('today at 18:05')
    expect(say(23, 23)).toBe('yesterday at 23:05')
    expect(say(25, 0)).toBe('tomorrow at 00:05')
  })
  test('days of this week have theirs', () => expect(say(20)).toBe('on Friday at 12:05'))
  test('others have a date', () => expect(say(3)).toBe('on Nov 3, 2026 at 12:05'))
})
