import type { SavedRoom } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { describe, expect, test } from 'vitest'
import { movedRoom, savedName, withAddresses, withHealth } from './saved.ts'

const ONE = 'A'.repeat(43)
const ID = '01980000-0000-7000-8000-000000000001'
const saved: SavedRoom = {
  key: 'basement',
  name: 'Basement',
  addresses: ['192.168.1.24:22800'],
  identity: ONE,
  room_id: ID,
  username: null,
  last_used_at: null,
}

test('a name is cut between characters, never to nothing', () => {
  expect(savedName(` ${'🦆'.repeat(60)}`)).toBe('🦆'.repeat(50))
  expect(savedName('  ')).toBe('?')
})
test('what is not new changes nothing', () => {
  expect(withHealth(saved, { name: 'Basement', room_id: ID })).toBe(saved)
  expect(withAddresses(saved, ['192.168.1.24:22800'])).toBe(saved)
  expect(withHealth(saved, { name: 'Attic', room_id: ID })).toEqual({ ...saved, name: 'Attic' })
})

describe('movedRoom', () => {
  const seen = (over: Partial<NearbyRoom>): NearbyRoom => ({
    identity: ONE,
    room_id: ID,
    name: 'Basement',
    host: 'attic-pc',
    addresses: ['192.168.1.77:22800'],
    version: '1',
    people: 1,
    locked: false,
    guests: false,
    code: false,
    rtt_ms: 1,
    ...over,
  })
  test('its key at another address', () => {
    const addresses = ['192.168.1.77:22800', '192.168.1.24:22800']
    expect(movedRoom(saved, [seen({})])).toEqual({ ...saved, addresses })
  })
  test('not another key, whatever else it says', () => {
    expect(movedRoom(saved, [seen({ identity: `${'B'.repeat(42)}A` })])).toBeNull()
    expect(movedRoom({ ...saved, identity: null }, [seen({})])).toBeNull()
  })
  test('not where it is known to be', () => expect(movedRoom(saved, [seen({ addresses: saved.addresses })])).toBeNull())
})
