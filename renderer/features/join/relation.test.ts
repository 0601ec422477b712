import { describe, expect, test } from 'vitest'
import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { relationTo } from '#protocol/relation.ts'
import { lookalikeOf, requestFor, roomToEnter } from './relation.ts'

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
  const enter = (link: Partial<Invitation>, room: Partial<SavedRoom> = {}) => {
    const one = saved(room)
    const known = roomToEnter(invitation(link), relationTo(invitation(link), [one]), [one])
    return { known: known?.key ?? null, ...requestFor(invitation(link), known) }
  }
  const AWAY = ['10.0.0.1:22800']
  const AT_HOME = ['192.168.1.24:22800']
  test.each<[string, Partial<Invitation>, Partial<SavedRoom>, ReturnType<typeof enter>]>([
    ['the key of a saved room', {}, {}, { known: 'basement', addresses: AT_HOME, identity: ONE }],
    [
      'the key of a saved room says where else it is, which is looked for there under that key',
      { addresses: AWAY },
      {},
      { known: 'basement', addresses: [...AWAY, ...AT_HOME], identity: ONE },
    ],
    [
      'a link without a key gives a saved room no address, and is no way around its key',
      { identity: null, addresses: [...AT_HOME, ...AWAY] },
      {},
      { known: 'basement', addresses: AT_HOME, identity: ONE },
    ],
    [
      'a link without a key to elsewhere is a new room',
      { identity: null, addresses: AWAY },
      {},
      { known: null, addresses: AWAY, identity: null },
    ],
    ['another key is another room', { identity: OTHER }, {}, { known: null, addresses: AT_HOME, identity: OTHER }],
    [
      'a saved room without a key is not given one by a link',
      {},
      { identity: null },
      { known: 'basement', addresses: AT_HOME, identity: null },
    ],
  ])('%s', (_, link, room, expected) => expect(enter(link, room)).toEqual(expected))
})

describe('lookalikeOf', () => {
  const met = { identity: OTHER, addresses: ['192.168.1.24:22800'], name: 'Basement', room_id: null }
  const like = (over: Partial<typeof met>, room: Partial<SavedRoom> = {}) =>
    lookalikeOf({ ...met, ...over }, [saved(room)])?.key ?? null
  test('the same name at the same address', () => expect(like({})).toBe('basement'))
  test('the same id', () => {
    const room_id = '01980000-0000-7000-8000-000000000001'
    expect(lookalikeOf({ ...met, room_id, addresses: ['10.0.0.1:22800'] }, [saved({ room_id })])?.key).toBe('basement')
  })
  test('not the room itself', () => expect(like({ identity: ONE })).toBeNull())
  test('not whoever has only its name', () => expect(like({ addresses: ['10.0.0.1:22800'] })).toBeNull())
})
