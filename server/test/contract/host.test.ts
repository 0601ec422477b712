import { hostname } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { Backup, makeBackup } from '../backups.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { TIME } from '../shapes.ts'

const Overview = z.strictObject({
  name: z.string(),
  version: z.string(),
  started_at: z.string().regex(TIME),
  port: z.number(),
  data_dir: z.string(),
  backup_dir: z.string(),
  addresses: z.array(z.strictObject({ address: z.string(), kind: z.string(), interface: z.string().nullable() })),
  storage: z.strictObject({ files_bytes: z.number(), database_bytes: z.number(), free_bytes: z.number() }),
  counts: z.strictObject({ users: z.number(), messages: z.number(), files: z.number(), connections: z.number() }),
  backups: z.array(Backup),
})
const Connections = z.array(
  z.strictObject({
    session_id: z.string(),
    user_id: z.string(),
    since: z.string().regex(TIME),
    kind: z.string(),
    address: z.string(),
    rtt_ms: z.number().nullable(),
    in_call: z.string().nullable(),
  }),
)
const overviewOf = async (who: Person) => (await who.get('/api/admin/overview')).as(Overview)
const connectionsOf = async (who: Person) => (await who.get('/api/admin/connections')).as(Connections)

let room: TestRoom
let owner: Person
beforeAll(async () => {
  room = await startRoom({ trustedProxies: ['127.0.0.0/8'], limits: { ping_interval_ms: 1_000 } })
  owner = await room.owner()
})
afterAll(() => room.close())

test('[HP1] without the role every route of the host panel is a 403, whatever there is', async () => {
  const anna = await room.person('anna')
  const { name } = await makeBackup(owner)
  const asked: [string, string][] = [
    ['GET', '/api/admin/overview'],
    ['GET', '/api/admin/connections'],
    ['GET', '/api/admin/backups'],
    ['POST', '/api/admin/backups'],
    ['DELETE', `/api/admin/backups/${name}`],
    ['DELETE', '/api/admin/backups/nothing'],
  ]
  for (const [method, path] of asked) expectFailure(await anna.ask(method, path), 403, 'admin_only')
  expect((await overviewOf(owner)).backups.map((backup) => backup.name)).toContain(name)
})

test('[HP2] the overview', async () => {
  await using own = await startRoom({ name: 'Den' })
  const began = Date.now()
  const ann = await own.owner()
  await own.person()
  const { id } = await ann.channel({ name: 'talk' })
  await ann.say(id, 'one', { file_id: await ann.file('x'.repeat(1_000), 'a.txt') })
  await ann.say(id, 'two')
  await ann.delete(`/api/messages/${(await ann.say(id, 'three')).id}`)
  await using _socket = await ann.connect()
  const { name } = await makeBackup(ann)
  const seen = await overviewOf(ann)
  expect(seen).toMatchObject({
    name: 'Den',
    port: own.port,
    data_dir: own.dataDir,
    backup_dir: `${own.dataDir}-backups`,
    counts: { users: 2, messages: 2, files: 1, connections: 1 },
  })
  expect(Math.abs(Date.parse(seen.started_at) - began)).toBeLessThan(10_000)
  expect(seen.storage.files_bytes).toBe(1_000)
  expect(seen.storage.database_bytes).toBeGreaterThan(50_000)
  expect(seen.storage.free_bytes).toBeGreaterThan(1_000_000)
  expect(seen.backups.map((backup) => [backup.name, backup.complete, backup.messages])).toEqual([[name, true, 2]])
  expect((await ann.get('/api/health')).body).toMatchObject({ version: seen.version })
})

test('[HP3] the addresses', async () => {
  expect((await overviewOf(owner)).addresses).toEqual([
    { address: `127.0.0.1:${room.port}`, kind: 'loopback', interface: expect.any(String) },
  ])
  await using open = await startRoom({ host: '0.0.0.0' })
  const { addresses } = await overviewOf(await open.owner())
  expect(addresses.at(-1)).toMatchObject({ address: `127.0.0.1:${open.port}`, kind: 'loopback' })
  const label = hostname().toLowerCase().split('.', 1)[0] ?? ''
  if (label !== 'localhost')
    expect(addresses[0]).toMatchObject({ address: `${label}.local:${open.port}`, kind: 'name' })
  // What it tells, it answers to.
  for (const { address } of addresses) {
    const headers = { host: address, authorization: `Bearer ${(await open.owner()).auth.access_token}` }
    const { status } = await bareRequest(open.url, 'GET', '/api/users/me', headers)
    expect([address, status]).toEqual([address, 200])
  }
})

test('[HP4] the connections', async () => {
  const anna = await room.person('anna')
  const hall = await owner.channel({ name: 'hall', is_voice: true })
  const began = Date.now()
  await using first = await anna.connect({ resume: '' }, { headers: { 'x-forwarded-for': '203.0.113.9' } })
  await using second = await owner.connect()
  second.send({ type: 'join_call', channel_id: hall.id })
  await second.settled()
  const seen = await connectionsOf(owner)
  expect(seen).toEqual([
    expect.objectContaining({ session_id: first.id, user_id: anna.id, address: '203.0.113.9', in_call: null }),
    expect.objectContaining({ session_id: second.id, user_id: owner.id, address: '127.0.0.1', in_call: hall.id }),
  ])
  for (const { since } of seen) expect(Math.abs(Date.parse(since) - began)).toBeLessThan(5_000)

  // Held, it is not connected; resumed, it is as old as it was, and comes from where it comes from now.
  await first.terminate()
  await expect.poll(async () => (await connectionsOf(owner)).map((one) => one.session_id)).toEqual([second.id])
  await using again = await anna.connect({ resume: first.id })
  const [back] = await connectionsOf(owner)
  expect(again.id).toBe(first.id)
  expect(back).toMatchObject({ session_id: first.id, since: seen[0]?.since, address: '127.0.0.1' })
})

test('[HP5] app, browser, and what is neither', async () => {
  const anna = await room.person('anna')
  const agent = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' }
  await using app = await anna.connect({}, { origin: 'app://stuffchat', headers: agent })
  await using page = await anna.connect({}, { origin: room.url, headers: agent })
  await using bot = await anna.connect({}, { headers: agent })
  const kinds = new Map((await connectionsOf(owner)).map((one) => [one.session_id, one.kind]))
  expect([app, page, bot].map(({ id }) => kinds.get(id))).toEqual(['app', 'browser', 'other'])
})

test('[HP6] the way there and back, once it is measured', async () => {
  const anna = await room.person('anna')
  await using heard = await anna.connect()
  await using mute = await anna.connect({}, { autoPong: false })
  // A pong that nobody asked for tells nothing.
  mute.ws.pong()
  await mute.settled()
  const rtts = async () => {
    const all = new Map((await connectionsOf(owner)).map((one) => [one.session_id, one.rtt_ms]))
    return [all.get(heard.id), all.get(mute.id)]
  }
  expect(await rtts()).toEqual([null, null])
  await expect.poll(rtts, { timeout: 10_000 }).toEqual([expect.any(Number), null])
  const [rtt] = await rtts()
  expect(rtt).toBeGreaterThanOrEqual(0)
  expect(rtt).toBeLessThan(1_000)
})
