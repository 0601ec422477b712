import { expect, test } from 'vitest'
import type { HostingState, SavedRoom } from '#protocol/bridge.ts'
import { otherPeople } from './others.ts'

const on: HostingState = {
  kind: 'on',
  name: 'Attic',
  url: 'http://127.0.0.1:22800',
  port: 22_800,
  identity: 'A'.repeat(43),
  since: '2026-01-01T00:00:00.000Z',
  owner_code: null,
}
const room = (address: string, username: string | null): SavedRoom => ({
  key: address,
  name: 'Attic',
  addresses: [address],
  identity: null,
  room_id: null,
  username,
  last_used_at: null,
})
const people = [
  { username: 'ann', in_call: false },
  { username: 'bob', in_call: true },
]

test('the host is known by the name of their own room on this machine', () => {
  expect(otherPeople(people, on, [room('127.0.0.1:22800', 'ann')])).toEqual([people[1]])
  expect(otherPeople(people, on, [room('localhost:22800', 'bob')])).toEqual([people[0]])
})

test('the same name in another room, or at another port, is somebody else', () => {
  expect(otherPeople(people, on, [room('10.0.0.1:22800', 'ann'), room('127.0.0.1:1', 'bob')])).toEqual(people)
  expect(otherPeople(people, on, [room('127.0.0.1:22800', null)])).toEqual(people)
})

test('by its identity the room is known wherever it was reached, and so is another at the same address', () => {
  const saved = (address: string, identity: string) => ({ ...room(address, 'ann'), identity })
  expect(otherPeople(people, on, [saved('10.0.0.1:22800', 'A'.repeat(43))])).toEqual([people[1]])
  expect(otherPeople(people, on, [saved('127.0.0.1:22800', `${'B'.repeat(42)}A`)])).toEqual(people)
})

test('nobody hosts: whoever is said to be there is', () => {
  expect(otherPeople(people, { kind: 'off' }, [room('127.0.0.1:22800', 'ann')])).toEqual(people)
})
