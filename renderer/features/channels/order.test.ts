import { describe, expect, it } from 'vitest'
import type { Channel } from '#protocol/channels.ts'
import { landingOf, neighbourOf, sectionsOf } from './order.ts'

const channel = (id: string, more: Partial<Channel> = {}): Channel => ({
  id,
  name: id,
  is_voice: false,
  is_private: false,
  is_owner: false,
  last_message_at: null,
  last_seq: 0,
  unread_count: 0,
  ...more,
})
const all = [channel('a'), channel('v', { is_voice: true }), channel('b', { unread_count: 2 }), channel('c')]
const ids = (list: readonly Channel[]) => list.map(({ id }) => id)

it('text stands before voice', () => {
  const { text, voice } = sectionsOf(all)
  expect([ids(text), ids(voice)]).toEqual([['a', 'b', 'c'], ['v']])
})

describe('neighbours', () => {
  it.each([
    ['a', 1, 'b'],
    ['c', 1, 'v'],
    ['v', 1, 'a'],
    ['a', -1, 'v'],
    [null, 1, 'a'],
    [null, -1, 'v'],
    ['gone', 1, 'a'],
  ] as const)('of %s by %i is %s', (id, step, expected) => expect(neighbourOf(all, id, step)?.id).toBe(expected))
  it('can be asked for among the unread ones', () => {
    const isUnread = (one: Channel) => one.unread_count > 0
    expect(neighbourOf(all, 'v', 1, isUnread)?.id).toBe('b')
    expect(neighbourOf(all, 'b', 1, isUnread)).toBeNull()
  })
  it('are none where there is nothing', () => {
    expect(neighbourOf([], 'a', 1)).toBeNull()
    expect(neighbourOf([channel('a')], 'a', -1)).toBeNull()
  })
})

describe('one lands', () => {
  it('where one was last, as far as it is still there', () => expect(landingOf(all, ['gone', 'v', 'a'])?.id).toBe('v'))
  it('in the first text channel', () => expect(landingOf([all[1] ?? channel('x'), channel('t')], [])?.id).toBe('t'))
  it('nowhere in an empty room', () => expect(landingOf([], ['a'])).toBeNull())
})
