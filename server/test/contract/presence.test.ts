import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Event, Person } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { expectFields, Presence, TIME } from '../shapes.ts'

/** Short, so that going offline can be waited for; long enough for a slow machine. */
const OFFLINE_MS = 1_500

let room: TestRoom
let quick: TestRoom
beforeAll(async () => {
  room = await startRoom()
  quick = await startRoom({ limits: { offline_ms: OFFLINE_MS } })
  await Promise.all([room.owner(), quick.owner()])
})
afterAll(() => Promise.all([room.close(), quick.close()]))

const heartbeat = async (who: Person, status?: string) =>
  expectEmpty(await who.post('/api/presence/heartbeat', status === undefined ? undefined : { status }))
const of = async (asker: Person, whom: Person) => {
  const [row] = (await asker.get(`/api/presence/users?ids=${whom.id}`)).as(z.array(Presence))
  return row
}
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Two people who share a private channel. */
async function pair(where: TestRoom): Promise<[Person, Person]> {
  const [anna, bert] = [await where.person('anna'), await where.person('bert')]
  await anna.channel({ name: 'shared', is_private: true, members: [bert.id] })
  return [anna, bert]
}

test('[PR1] heartbeat sets the status', async () => {
  const [anna, bert] = await pair(room)
  await heartbeat(bert)
  expect(await of(anna, bert)).toMatchObject({ status: 'online' })
  for (const status of ['away', 'dnd', 'online', 'offline', 'online']) {
    await heartbeat(bert, status)
    expect(await of(anna, bert)).toMatchObject({ user_id: bert.id, status })
  }
  await heartbeat(bert, 'invisible')
  for (const status of ['busy', 'ONLINE', 7]) {
    expectFailure(await bert.post('/api/presence/heartbeat', { status }), 400)
  }
})

test('[PR2] one entry per known id asked', async () => {
  const [anna, bert] = await pair(room)
  await heartbeat(bert)
  const ids = [anna.id, bert.id, randomUUID()].join()
  const rows = (await anna.get(`/api/presence/users?ids=${ids}`)).as(z.array(Presence))
  for (const row of rows) expectFields(row, ['user_id', 'status', 'last_heartbeat'])
  expect(rows.map((row) => row.user_id).toSorted()).toEqual([anna.id, bert.id].toSorted())
  expect(rows.find((row) => row.user_id === bert.id)?.last_heartbeat).toMatch(TIME)
})

test('[PR3] without ids: yourself', async () => {
  const [anna] = await pair(room)
  await heartbeat(anna, 'dnd')
  const rows = (await anna.get('/api/presence/users')).as(z.array(Presence))
  expect(rows).toMatchObject([{ user_id: anna.id, status: 'dnd' }])
})

test('[PR4] at most 200 ids', async () => {
  const [anna] = await pair(room)
  const ids = (count: number) => [anna.id, ...Array.from({ length: count - 1 }, () => randomUUID())].join()
  expect((await anna.get(`/api/presence/users?ids=${ids(200)}`)).as(z.array(Presence))).toHaveLength(1)
  expectFailure(await anna.get(`/api/presence/users?ids=${ids(201)}`), 400)
})

test('[PR5] never seen: offline, null', async () => {
  const [anna, bert] = await pair(room)
  expect(await of(anna, bert)).toEqual({ user_id: bert.id, status: 'offline', last_heartbeat: null })
})

test('[PR6] offline some time after the last heartbeat', async () => {
  const [anna, bert] = await pair(quick)
  await heartbeat(bert, 'away')
  expect(await of(anna, bert)).toMatchObject({ status: 'away' })
  await expect.poll(async () => (await of(anna, bert))?.status, { timeout: 15_000, interval: 100 }).toBe('offline')
  expect((await of(anna, bert))?.last_heartbeat).toMatch(TIME)
})

test('[PR7] an open connection counts as a heartbeat', async () => {
  const [anna, bert] = await pair(quick)
  await using _socket = await bert.connect()
  expect(await of(anna, bert)).toMatchObject({ status: 'online' })
  await sleep(OFFLINE_MS * 1.5)
  expect(await of(anna, bert)).toMatchObject({ status: 'online' })
  await _socket.close()
  await expect.poll(async () => (await of(anna, bert))?.status, { timeout: 15_000, interval: 100 }).toBe('offline')
}, 30_000)

test('[PR8] closing one of two connections changes nothing', async () => {
  const [anna, bert] = await pair(quick)
  await using watcher = await anna.connect()
  await using _phone = await bert.connect()
  const laptop = await bert.connect()
  await watcher.next('presence_changed', (event) => event.user_id === bert.id)
  await laptop.close()
  await sleep(OFFLINE_MS * 1.5)
  expect(await of(anna, bert)).toMatchObject({ status: 'online' })
  await watcher.none('presence_changed', 0, (event) => event.user_id === bert.id)
})

test('[PR9] invisible reads exactly like offline, last_heartbeat frozen', async () => {
  const [anna, bert] = await pair(room)
  const carl = await room.person('carl')
  await heartbeat(bert, 'online')
  await heartbeat(bert, 'invisible')
  const frozen = await of(anna, bert)
  expectFields(frozen, ['user_id', 'status', 'last_heartbeat'])
  expect(frozen).toMatchObject({ status: 'offline', last_heartbeat: expect.stringMatching(TIME) })
  await sleep(20)
  await heartbeat(bert, 'invisible')
  await using _socket = await bert.connect()
  const channel = await bert.channel({ name: 'more', is_private: true, members: [anna.id] })
  await bert.say(channel.id, 'nobody sees me')
  expect(await of(anna, bert)).toEqual(frozen)
  expect(await of(carl, bert)).toEqual(frozen)
  await heartbeat(carl, 'offline')
  expect(Object.keys((await of(anna, carl)) ?? {})).toEqual(Object.keys(frozen ?? {}))
})

test('[PR10] going invisible tells others offline, and nothing later', async () => {
  const [anna, bert] = await pair(room)
  const mine = (event: Event) => event.user_id === bert.id
  await using watcher = await anna.connect()
  await using _socket = await bert.connect()
  expect(await watcher.next('presence_changed', mine)).toMatchObject({ status: 'online' })
  await heartbeat(bert, 'invisible')
  expect(await watcher.next('presence_changed', mine)).toMatchObject({ status: 'offline' })
  const phone = await bert.connect()
  await heartbeat(bert, 'invisible')
  await phone.close()
  await watcher.none('presence_changed', 100, mine)
  await heartbeat(bert, 'dnd')
  expect(await watcher.next('presence_changed', mine)).toMatchObject({ status: 'dnd' })
})

test('[PR11] you see yourself as invisible', async () => {
  const [, bert] = await pair(room)
  await heartbeat(bert, 'invisible')
  expect(await of(bert, bert)).toMatchObject({ status: 'invisible' })
})

test('[PR12] opening a connection does not overwrite the status', async () => {
  const [anna, bert] = await pair(room)
  for (const status of ['away', 'dnd', 'invisible']) {
    await heartbeat(bert, status)
    await using socket = await bert.connect()
    await socket.settled()
    expect(await of(bert, bert)).toMatchObject({ status })
    expect(await of(anna, bert)).toMatchObject({ status: status === 'invisible' ? 'offline' : status })
  }
})

test('[PR13] presence_changed goes to whoever shares a channel', async () => {
  const [anna, bert] = await pair(room)
  const carl = await room.person('carl')
  await using near = await anna.connect()
  await using far = await carl.connect()
  await heartbeat(bert, 'dnd')
  const event = await near.next('presence_changed', (one) => one.user_id === bert.id)
  expectFields(event, ['type', 'user_id', 'status'])
  expect(event.status).toBe('dnd')
  await far.none('presence_changed', 100, (one) => one.user_id === bert.id)
})
