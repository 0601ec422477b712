import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SavedRoom } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { createNearby } from './nearby.ts'
import type { StartDiscovery } from './nearby.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const identity = 'A'.repeat(43)
const near: NearbyRoom = {
  identity,
  room_id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  name: '<b>Attic</b>',
  host: 'pc.local',
  addresses: ['10.0.0.1:22800'],
  version: '0.1.0',
  people: 3,
  locked: false,
  guests: true,
  code: false,
  rtt_ms: 1,
}
const saved = (key: string, pin: string | null): SavedRoom => ({
  key,
  name: 'Attic',
  addresses: [`${key}:22800`],
  identity: pin,
  room_id: null,
  username: null,
  last_used_at: null,
})

function watched(start?: StartDiscovery) {
  const seen = { started: 0, closed: 0, emitted: [] as unknown[], logged: [] as string[] }
  let options: Parameters<StartDiscovery>[0] | null = null
  const nearby = createNearby({
    startDiscovery:
      start ??
      (async (given) => {
        seen.started += 1
        options = given
        return { rooms: () => [near], close: async () => void (seen.closed += 1) }
      }),
    rooms: () => [saved('a', identity), saved('b', null)],
    emit: (name, event) => void seen.emitted.push([name, event]),
    log: (what) => void seen.logged.push(what),
  })
  return { nearby, seen, options: () => options }
}

test('it looks around while that is wanted: once, asking for the rooms whose key is known', async () => {
  const { nearby, seen, options } = watched()
  expect(seen.started).toBe(0)
  expect(await Promise.all([nearby.watch(true), nearby.watch(true)])).toEqual([[near], [near]])
  expect(seen.started).toBe(1)
  expect(options()?.known()).toEqual([{ addresses: ['a:22800'], identity }])
  options()?.onChange([near])
  expect(seen.emitted).toEqual([['nearby_changed', [near]]])
})

test('nobody wants it: nothing is told, and after ten seconds nothing is sent', async () => {
  const { nearby, seen, options } = watched()
  await nearby.watch(true)
  expect(await nearby.watch(false)).toEqual([])
  options()?.onChange([near])
  await vi.advanceTimersByTimeAsync(9_000)
  expect(seen).toMatchObject({ closed: 0, emitted: [] })
  await nearby.watch(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toMatchObject({ started: 1, closed: 0 })
  nearby.forgetPage()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(seen).toMatchObject({ started: 1, closed: 1, logged: [] })
  await nearby.watch(true)
  expect(seen.started).toBe(2)
})

test('the end of the app ends it, also while it begins, and it does not begin again', async () => {
  const { nearby, seen } = watched()
  const beginning = nearby.watch(true)
  await nearby.close()
  await beginning
  expect(seen).toMatchObject({ started: 1, closed: 1 })
  expect(await nearby.watch(true)).toEqual([])
  expect(seen.started).toBe(1)
})

test('what could not begin begins anew for the next who wants it', async () => {
  let tries = 0
  const { nearby } = watched(async () => {
    tries += 1
    if (tries === 1) throw new Error('There is no network.')
    return { rooms: () => [], close: async () => undefined }
  })
  await expect(nearby.watch(true)).rejects.toThrow('There is no network.')
  expect(await nearby.watch(true)).toEqual([])
})
