import { hostname } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

const GIVEN = 'https://chat.example.org'
const EVIL = [
  'https://evil.example',
  'null',
  'http://chat.example.org',
  'app://other',
  'https://chat.example.org.evil.example',
  'file://',
]

let room: TestRoom
let anna: Person
beforeAll(async () => {
  room = await startRoom({ origins: [GIVEN] })
  anna = await room.person('anna')
})
afterAll(() => room.close())

const health = (headers: Record<string, string>) => bareRequest(room.url, 'GET', '/api/health', headers)
const me = (headers: Record<string, string>) =>
  bareRequest(room.url, 'GET', '/api/users/me', { authorization: `Bearer ${anna.auth.access_token}`, ...headers })

test('[OR1] without Origin', async () => {
  expect((await health({})).status).toBe(200)
  await using socket = await anna.connect()
  await socket.settled()
})

test("[OR2] the server's own origin and the desktop client's", async () => {
  expect((await me({ origin: room.url })).status).toBe(200)
  const desktop = await me({ origin: 'app://stuffchat' })
  expect(desktop.status).toBe(200)
  expect(desktop.headers.get('access-control-allow-origin')).toMatch(/^(app:\/\/stuffchat|\*)$/)
  const failed = await bareRequest(room.url, 'GET', '/api/users/me', { origin: 'app://stuffchat' })
  expect([failed.status, failed.headers.get('access-control-allow-origin')]).toEqual([401, expect.stringMatching(/./)])
})

test('[OR3] origins given by --origin', async () => {
  const reply = await me({ origin: GIVEN })
  expect(reply.status).toBe(200)
  expect(reply.headers.get('access-control-allow-origin')).toMatch(/^(https:\/\/chat\.example\.org|\*)$/)
})

test('[OR4] any other Origin is a 403 that names the option', async () => {
  for (const origin of EVIL) {
    for (const reply of [await me({ origin }), await health({ origin })]) {
      expectFailure(reply, 403)
      expect(reply.text).toContain('--origin')
      expect(reply.headers.get('access-control-allow-origin')).toBeNull()
    }
  }
  expectFailure(await bareRequest(room.url, 'GET', `/files/${anna.id}/x`, { origin: EVIL[0] ?? '' }), 403)
})

test('[OR5] the same on /ws', async () => {
  for (const origin of [room.url, 'app://stuffchat', GIVEN]) {
    await using socket = await anna.connect({}, { headers: { origin } })
    await socket.settled()
  }
  for (const origin of EVIL) {
    await expect(anna.connect({}, { headers: { origin } })).rejects.toMatchObject({
      status: 403,
      body: expect.stringContaining('--origin'),
    })
  }
})

test("[OR6] IP literals, localhost, *.local and the machine's own names", async () => {
  const hosts = ['127.0.0.1', '192.168.1.20', '[::1]', '[fe80::1]', 'localhost', 'LOCALHOST', 'my-pc.local', hostname()]
  for (const host of [...hosts, ...hosts.map((one) => `${one}:${room.port}`)]) {
    expect({ host, status: (await health({ host })).status }).toEqual({ host, status: 200 })
  }
})

test('[OR7] the names of --origin', async () => {
  for (const host of ['chat.example.org', 'CHAT.example.org', `chat.example.org:${room.port}`]) {
    expect({ host, status: (await health({ host })).status }).toEqual({ host, status: 200 })
  }
  expect((await me({ host: 'chat.example.org', origin: GIVEN })).status).toBe(200)
})

test('[OR8] any other Host is a 421 that names the option', async () => {
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'local',
    'xlocal',
    'chat.example.org.evil',
  ]) {
    for (const reply of [await health({ host }), await me({ host })]) {
      expectFailure(reply, 421)
      expect(reply.text).toContain('--origin')
    }
    await expect(anna.connect({}, { headers: { host } })).rejects.toMatchObject({ status: 421 })
  }
})

test('[OR9] preflights', async () => {
  const preflight = (origin: string, method: string) =>
    bareRequest(room.url, 'OPTIONS', '/api/users/me', {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type',
    })
  for (const origin of ['app://stuffchat', GIVEN]) {
    for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) {
      const reply = await preflight(origin, method)
      expect([200, 204]).toContain(reply.status)
      expect([origin, '*']).toContain(reply.headers.get('access-control-allow-origin'))
      expect(reply.headers.get('access-control-allow-methods') ?? '').toContain(method)
      const allowed = (reply.headers.get('access-control-allow-headers') ?? '').toLowerCase()
      expect([allowed.includes('authorization'), allowed.includes('content-type')]).toEqual([true, true])
    }
  }
  const refused = await preflight('https://evil.example', 'PATCH')
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
})
