import { expect, test } from 'vitest'
import { unreadOf } from './unread-total.ts'

test('muted channels do not count, those of another room that are called alike do', () => {
  const channels = [
    { id: 'a', unread_count: 3 },
    { id: 'b', unread_count: 4 },
  ]
  expect(unreadOf('r', channels, { 'r:b': 'none', 'x:a': 'none' })).toBe(3)
})
