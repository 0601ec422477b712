import { expect, it } from 'vitest'
import { titleOf } from './document-title.ts'

it.each([
  [0, 'general', 'general · Attic'],
  [3, 'general', '(3) general · Attic'],
  [100, null, '(99+) Attic'],
])('%i unread in %s is %s', (unread, channel, title) => expect(titleOf({ unread, channel, room: 'Attic' })).toBe(title))
