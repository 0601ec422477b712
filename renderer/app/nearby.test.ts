import type { NearbyRoom } from '#protocol/discovery.ts'
import { expect, test } from 'vitest'
import { Nearby } from './nearby.ts'

const room = (letter: string): NearbyRoom => ({
  identity: `${letter.repeat(42)}A`,
  room_id: '01980000-0000-7000-8000-000000000001',
  name: letter,
  host: 'host',
  addresses: ['192.168.1.24:22800'],
  version: '1',
  people: 1,
  locked: false,
  guests: false,
  code: false,
  rtt_ms: 1,
})

function rig() {
  const wishes: boolean[] = []
  const told: ((rooms: NearbyRoom[]) => void)[] = []
  const around: NearbyRoom[] = []
  const found: number[] = []
  const troubles: unknown[] = []
  const state = { isBroken: false }
  const nearby = new Nearby({
    desktop: {
      nearby: {
        watch: async ({ wanted }) => {
          if (state.isBroken) throw new Error('No network.')
          wishes.push(wanted)
          return around
        },
      },
      // Of the events only this one is listened to.
      on: (name, listener) => {
        if (name === 'nearby_changed') told.push((rooms) => tell(listener, rooms))
        return () => void told.splice(0)
      },
    },
    onFound: (rooms) => found.push(rooms.length),
    onTrouble: (error) => troubles.push(error),
  })
  const names = () => nearby.getSnapshot().rooms.map(({ name }) => name)
  return { nearby, wishes, around, found, troubles, state, names, tell: (all: NearbyRoom[]) => told[0]?.(all) }
}
const tell = (listener: (event: never) => void, rooms: NearbyRoom[]) => Reflect.apply(listener, undefined, [rooms])
const settled = () => new Promise((done) => setTimeout(done, 0))

test('it looks around while somebody wants to know, however many', async () => {
  const { nearby, wishes, around, names } = rig()
  around.push(room('a'))
  const [one, other] = [nearby.watch(), nearby.watch()]
  await settled()
  expect(names()).toEqual(['a'])
  one()
  one()
  expect(wishes).toEqual([true])
  other()
  expect(wishes).toEqual([true, false])
})
test('rooms keep their places, and come back to them', async () => {
  const { nearby, names, tell, found } = rig()
  nearby.watch()
  tell([room('b')])
  tell([room('a'), room('b'), room('c')])
  expect(names()).toEqual(['b', 'a', 'c'])
  tell([room('c'), room('b')])
  tell([room('c'), room('a'), room('b')])
  expect(names()).toEqual(['b', 'a', 'c'])
  expect(found).toEqual([1, 3, 2, 3])
})
test('why nobody can look around is said', async () => {
  const { nearby, state, troubles } = rig()
  state.isBroken = true
  nearby.watch()
  await settled()
  expect(nearby.getSnapshot()).toEqual({ rooms: [], failure: 'No network.' })
  expect(troubles).toHaveLength(1)
})
