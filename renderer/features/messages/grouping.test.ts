import { describe, expect, test } from 'vitest'
import { hasNewAfter, placeOf } from './grouping.ts'

const message = (id: string, user_id: string, created_at: string, reply_to: string | null = null) => ({
  id,
  user_id,
  created_at,
  reply_to,
})
const at = (time: string) => `2026-11-21T${time}:00.000Z`

describe('placeOf', () => {
  const first = message('1', 'tern', at('12:00'))
  test('the first of all begins a day and a group', () => {
    expect(placeOf(undefined, first, null)).toEqual({ startsDay: true, isFirstNew: false, startsGroup: true })
  })
  test('the same author within five minutes goes on', () => {
    expect(placeOf(first, message('2', 'tern', at('12:05')), null).startsGroup).toBe(false)
    expect(placeOf(first, message('2', 'tern', at('12:06')), null).startsGroup).toBe(true)
    expect(placeOf(first, message('2', 'moss', at('12:01')), null).startsGroup).toBe(true)
  })
  test('an answer and the new line begin a group', () => {
    expect(placeOf(first, message('2', 'tern', at('12:01'), '1'), null).startsGroup).toBe(true)
    expect(placeOf(first, message('2', 'tern', at('12:01')), '1')).toEqual({
      startsDay: false,
      isFirstNew: true,
      startsGroup: true,
    })
  })
  test('the new line stands once, also when what it stood behind is gone', () => {
    expect(placeOf(message('1', 'a', at('12:00')), message('3', 'a', at('12:01')), '2').isFirstNew).toBe(true)
    expect(placeOf(message('3', 'a', at('12:01')), message('4', 'a', at('12:01')), '2').isFirstNew).toBe(false)
  })
})

test('only what others said is new', () => {
  const said = [message('1', 'tern', at('12:00')), message('2', 'me', at('12:01'))]
  expect(hasNewAfter(said, '1', 'me')).toBe(false)
  expect(hasNewAfter([...said, message('3', 'moss', at('12:02'))], '1', 'me')).toBe(true)
  expect(hasNewAfter(said, null, 'me')).toBe(false)
})
