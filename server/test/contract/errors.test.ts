import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { http } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure, expectRefused } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

let room: TestRoom
let anna: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
})
afterAll(() => room.close())

const JSON_TYPE = { 'content-type': 'application/json' }

test('[ER1] failures are JSON with a sentence and a code', async () => {
  expectFailure(await room.nobody.get('/api/users'), 401)
  expectFailure(await anna.get(`/api/users/${randomUUID()}`), 404)
  expectFailure(await anna.post('/api/channels', {}), 400)
  expectFailure(await anna.get('/api/admin/users'), 403)
  expectFailure(await room.nobody.get(`/files/${randomUUID()}/x`), 404)
  expectFailure(await room.nobody.get('/emojis/none/image'), 404)
})

test('[ER2] unknown routes are 404 in JSON', async () => {
  for (const path of ['/api/nothing', '/api/channels/unread/nothing/here', '/api/users/me/nothing', '/files/x']) {
    expectFailure(await anna.get(path), 404)
  }
  expectFailure(await anna.post('/api/nothing', {}), 404)
  expectFailure(await anna.delete('/api/nothing'), 404)
  expectFailure(await anna.get('/files'), 404)
  expectRefused(await room.nobody.get('/api/nothing'))
})

test('[ER3] broken JSON is a 400 in JSON', async () => {
  for (const raw of ['{"name":', '{', 'name=x', '[1,', '"\\u12"', '{"name":"x"}}', 'nul']) {
    expectFailure(await anna.ask('POST', '/api/channels', { raw, headers: JSON_TYPE }), 400)
    expectFailure(await room.nobody.ask('POST', '/api/auth/login', { raw, headers: JSON_TYPE }), 400)
  }
  for (const raw of ['[]', '"text"', '7', 'null', 'true']) {
    expectFailure(await anna.ask('POST', '/api/channels', { raw, headers: JSON_TYPE }), 400)
  }
})

test('[ER4] a missing or wrongly typed field is a 400', async () => {
  const channel = await anna.channel({ name: 'typed', is_private: true })
  expectFailure(await anna.post('/api/channels', {}), 400)
  expectFailure(await anna.post('/api/channels', { name: 7 }), 400)
  expectFailure(await anna.post('/api/channels', { name: 'x', is_private: 'yes' }), 400)
  expectFailure(await anna.post('/api/channels', { name: 'x', members: 'me' }), 400)
  expectFailure(await anna.post(`/api/channels/${channel.id}/messages`, { content: ['x'] }), 400)
  expectFailure(await anna.post(`/api/channels/${channel.id}/read`, {}), 400)
  expectFailure(await anna.put('/api/users/me/password', { new_password: 'long enough' }), 400)
  expectFailure(await room.nobody.post('/api/auth/login', { username_or_email: 'x' }), 400)
  expectFailure(await room.nobody.post('/api/auth/register', { username: 'x' }), 400)
  expectFailure(await room.nobody.post('/api/auth/refresh', { refresh_token: 'x' }), 400)
})

test('[ER5] no token or a bad one is a 401', async () => {
  expectFailure(await room.nobody.get('/api/users/me'), 401)
  for (const authorization of ['Bearer', 'Bearer ', 'Bearer x', 'Bearer a.b.c', 'Basic YTpi', anna.auth.access_token]) {
    expectFailure(await room.nobody.get('/api/users/me', { authorization }), 401)
  }
  expectFailure(await http(room.url, () => anna.auth.refresh_token).get('/api/users/me'), 401)
})

test('[ER6] the wrong method is a 405 in JSON', async () => {
  const wrong: [string, string][] = [
    ['DELETE', '/api/users/me'],
    ['POST', '/api/users'],
    ['PUT', '/api/channels'],
    ['DELETE', '/api/health'],
    ['GET', '/api/auth/login'],
    ['PATCH', '/api/invites'],
    ['POST', '/api/channels/unread'],
  ]
  for (const [method, path] of wrong) expectFailure(await anna.ask(method, path), 405)
})

test('[ER7] 256 KiB of JSON are read, more is a 413', async () => {
  const body = (bytes: number) => ({ status: 'online', padding: 'x'.repeat(bytes) })
  expect((await anna.post('/api/presence/heartbeat', body(250 * 1024))).status).toBe(200)
  expectFailure(await anna.post('/api/presence/heartbeat', body(257 * 1024)), 413)
  expectFailure(await room.nobody.post('/api/auth/login', body(257 * 1024)), 413)
})

test('[ER8] auth failures come before body failures', async () => {
  for (const raw of ['{"name":', '[]', '{}', 'x'.repeat(300 * 1024)]) {
    expectFailure(await room.nobody.ask('POST', '/api/channels', { raw, headers: JSON_TYPE }), 401)
  }
  expectFailure(await room.nobody.ask('POST', '/api/files', { raw: 'x', headers: JSON_TYPE }), 401)
})

test('[ER9] an id that is no UUID is a 4xx in JSON', async () => {
  for (const id of ['x', '1', '%00', '..%2f..', '%E0%A4%A', `${randomUUID()}x`, "'%20or%201=1", '%F0%9F%98%80']) {
    expectRefused(await anna.get(`/api/channels/${id}/messages`))
    expectRefused(await anna.get(`/api/users/${id}`))
    expectRefused(await anna.delete(`/api/messages/${id}`))
    expectRefused(await anna.get(`/files/${id}/x`))
    expectRefused(await anna.post(`/api/channels/${id}/read`, { message_id: id }))
  }
})
