import { describe, expect, test } from 'vitest'
import { ApiError, NetworkError } from '../../api/errors.ts'
import { problemOf } from './problem.ts'

const say = { refusals: { username_taken: 'Taken.' }, unreachable: 'Not there.', noAnswer: 'Silent.' }

describe('problemOf', () => {
  test.each([
    ['username_taken', 409, 'name', 'Taken.'],
    ['username_invalid', 400, 'name', 'As the room says.'],
    ['bad_credentials', 401, 'password', 'As the room says.'],
    ['invite_invalid', 400, 'code', 'As the room says.'],
    ['email_taken', 409, 'email', 'As the room says.'],
    ['banned', 403, null, 'As the room says.'],
  ])('%s is shown where it belongs', (code, status, field, sentence) => {
    expect(problemOf(new ApiError(status, code, 'As the room says.'), say)).toEqual({
      field,
      sentence,
      tone: 'danger',
      waitMs: null,
    })
  })
  test('a limit tells how long to wait', () => {
    expect(problemOf(new ApiError(429, 'slow_down', 'Slow.', 7_000), say)).toMatchObject({
      tone: 'warn',
      waitMs: 7_000,
    })
    expect(problemOf(new ApiError(429, 'slow_down', 'Slow.'), say).waitMs).toBeGreaterThan(0)
  })
  test('a room that is not there is no fault of what was typed', () => {
    expect(problemOf(new NetworkError('unreachable'), say)).toMatchObject({ field: null, sentence: 'Not there.' })
    expect(problemOf(new NetworkError('timeout'), say)).toMatchObject({ field: null, sentence: 'Silent.' })
  })
  test('anything else keeps its own words', () => {
    expect(problemOf(new Error('Odd.'), say)).toMatchObject({ field: null, sentence: 'Odd.', tone: 'danger' })
  })
})
