import { expect, test } from 'vitest'
import { type Situation, channelKey, isTold, partsOfKey, wishOf } from './policy.ts'

const usual: Situation = {
  isOwn: false,
  isRead: false,
  isMention: false,
  isLookedAt: false,
  isDnd: false,
  wish: 'all',
}

test.each<[string, Partial<Situation>, boolean]>([
  ['a message of somebody', {}, true],
  ['one that calls by name', { isMention: true }, true],
  ['one’s own', { isOwn: true }, false],
  ['one’s own, calling oneself', { isOwn: true, isMention: true }, false],
  ['read on another device meanwhile', { isRead: true }, false],
  ['in the channel that one looks at', { isLookedAt: true }, false],
  ['do not disturb', { isDnd: true }, false],
  ['do not disturb, by name', { isDnd: true, isMention: true }, false],
  ['mentions only, no mention', { wish: 'mentions' }, false],
  ['mentions only, by name', { wish: 'mentions', isMention: true }, true],
  ['mentions only, by name, looked at', { wish: 'mentions', isMention: true, isLookedAt: true }, false],
  ['muted', { wish: 'none' }, false],
  ['muted, by name', { wish: 'none', isMention: true }, false],
])('%s: told %j -> %s', (_, change, told) => {
  expect(isTold({ ...usual, ...change })).toBe(told)
})

test('a channel follows its own setting, else the one for all', () => {
  const preferences = { notify: 'mentions', notify_channels: { 'r:a': 'all', 'r:b': 'none' } } as const
  expect(wishOf(preferences, 'r:a')).toBe('all')
  expect(wishOf(preferences, 'r:b')).toBe('none')
  expect(wishOf(preferences, 'r:c')).toBe('mentions')
})

test('a key leads back to its channel, whatever the room is called', () => {
  expect(partsOfKey(channelKey('a:b', 'c'))).toEqual({ room: 'a:b', channelId: 'c' })
  expect(partsOfKey('nothing')).toBeNull()
})
