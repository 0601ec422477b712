import { describe, expect, test } from 'vitest'
import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { relationTo } from '#protocol/relation.ts'
import { roomToEnter } from './relation.ts'

const ONE = 'A'.repeat(43)
const OTHER = `${'B'.repeat(42)}A`
const saved = (over: Partial<SavedRoom> = {}): SavedRoom => ({
  key: 'basement',
  name: 'Basement',
  addresses: ['192.168.1.24:22800'],
  identity: ONE,
  room_id: null,
  username: null,
  last_used_at: null,
  ...over,
})
const invitation = (over: Partial<Invitation> = {}): Invitation => ({
  addresses: ['192.168.1.24:22800'],
  identity: ONE,
  room_id: null,
  name: 'Basement',
  code: null,
  ...over,
})

describe('relationTo', () => {
  test.each<[string, Partial<Invitation>, Partial<SavedRoom>, ReturnType<typeof relationTo>]>([
    ['the identity of a saved room', {}, {}, { known_as: 'basement', trust: 'known' }],
    ['nothing known', { addresses: ['10.0.0.1:22800'], identity: OTHER }, {}, { known_as: null, trust: 'new' }],
    ['another identity under the same name', { identity: OTHER }, {}, { known_as: 'basement', trust: 'changed' }],
    [
      'another room at an address that moved on',
      { identity: OTHER, name: 'Attic' },
      {},
      { known_as: null, trust: 'new' },
    ],
    ['a room that had no identity yet', {}, { identity: null }, { known_as: 'basement', trust: 'unverified' }],
    ['no identity at all', { identity: null }, {}, { known_as: 'basement', trust: 'unverified' }],
  ])('%s', (_, link, room, expected) => {
    expect(relationTo(invitation(link), [saved(room)])).toEqual(expected)
  })
})

describe('roomToEnter', () => {
  const enter = (link: Partial<Invitation>, room: Partial<SavedRoom>, isOpen: boolean) => {
    const one = saved(room)
    return roomToEnter(invitation(link), relationTo(invitation(link), [one]), [{ saved: one, isOpen }])?.key ?? null
  }
  test('a saved room at its address', () => expect(enter({}, {}, false)).toBe('basement'))
  test('a saved room that answers elsewhere', () =>
    expect(enter({ addresses: ['10.0.0.1:22800'] }, {}, true)).toBe('basement'))
  test('a closed room is not given the addresses of a link', () =>
    expect(enter({ addresses: ['10.0.0.1:22800'] }, {}, false)).toBeNull())
  test('one that changed its identity is a new one', () => expect(enter({ identity: OTHER }, {}, true)).toBeNull())
})
