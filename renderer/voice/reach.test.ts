import { expect, test } from 'vitest'
import { noLink } from './reach.ts'

test.each([
  [[], 'reconnecting', null],
  [['connecting', 'failed'], 'on', null],
  [['recovering'], 'on', null],
  [['failed', 'failed'], 'on', 'no_link'],
  [['failed', 'connected'], 'reconnecting', null],
  [['recovering', 'recovering'], 'reconnecting', 'no_link'],
  [['recovering', 'failed', 'connecting'], 'reconnecting', 'no_link'],
] as const)('with the links %j while it is %s: %s', (links, state, silence) => {
  expect(noLink(links, state)).toBe(silence)
})
