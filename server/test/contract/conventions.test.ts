import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { expectEmpty, expectFailure, expectSame } from '../expect.ts'
import { picture } from '../images.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Message, Profile, TIME, Unknowns, UUID, UUID_V4, UUID_V7 } from '../shapes.ts'

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
})
afterAll(() => room.close())

/** Somebody with a channel, a file message, a reaction, an emoji, an invite: a bit of everything. */
async function busy() {
  const owner = await room.owner()
  const anna = await room.person('anna')
  const channel = await anna.channel({ name: 'busy', is_private: true, members: [owner.id] })
  const file = await anna.file('hello', 'hello.txt', 'text/plain')
  const message = await anna.say(channel.id, 'hi', { file_id: file })
  await anna.put(`/api/messages/${message.id}/reactions/${encodeURIComponent('👍')}`)
  await anna.post('/api/invites')
  await anna.form('PUT', '/api/users/me/avatar', { bytes: await picture(), name: 'a.png' })
  return { owner, anna, channel, message, file }
}

const reads = (channelId: string, messageId: string, userId: string) => [
  '/api/users',
  '/api/users/me',
  `/api/users/${userId}`,
  '/api/channels',
  '/api/channels/unread',
  `/api/channels/${channelId}/members`,
  `/api/channels/${channelId}/info`,
  `/api/channels/${channelId}/ownership`,
  `/api/channels/${channelId}/messages`,
  `/api/messages/${messageId}/reactions`,
  '/api/invites',
  `/api/presence/users?ids=${userId}`,
  '/api/emojis',
]

test('[CV1] every id is UUID text in lower case', async () => {
  const { anna, channel, message, file } = await busy()
  for (const id of [anna.id, anna.auth.refresh_token_id, channel.id, message.id, message.channel_id, file]) {
    expect(id).toMatch(UUID)
  }
})

test('[CV2] message ids are v7 and sort by time', async () => {
  const { anna, channel } = await busy()
  const ids: string[] = []
  for (let n = 0; n < 20; n += 1) ids.push((await anna.say(channel.id, `${n}`)).id)
  for (const id of ids) expect(id).toMatch(UUID_V7)
  expect(ids.toSorted()).toEqual(ids)
})

test('[CV3] file and connection ids are v4', async () => {
  const { anna, file } = await busy()
  await using socket = await anna.connect()
  expect(file).toMatch(UUID_V4)
  expect(socket.id).toMatch(UUID_V4)
})

test('[CV4] times are RFC 3339, UTC, milliseconds, Z', async () => {
  const { anna, channel, message } = await busy()
  await anna.post(`/api/channels/${channel.id}/read`, { message_id: message.id })
  const before = Date.now()
  let seen = 0
  for (const path of reads(channel.id, message.id, anna.id)) {
    for (const [name, value] of fields((await anna.get(path)).body)) {
      if (!/(_at|_heartbeat)$/.test(name) || value === null) continue
      seen += 1
      expect({ path, name, value }).toEqual({ path, name, value: expect.stringMatching(TIME) })
      expect(Math.abs(Date.parse(z.string().parse(value)) - before)).toBeLessThan(600_000)
    }
  }
  expect(seen).toBeGreaterThan(5)
})

test('[CV5] every name is snake_case', async () => {
  const { anna, channel, message } = await busy()
  for (const path of reads(channel.id, message.id, anna.id)) {
    const names = fields((await anna.get(path)).body).map(([name]) => name)
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([])
  }
})

test('[CV6] file_url and avatar_url begin with a slash and can be fetched', async () => {
  const { anna, message } = await busy()
  const user = (await anna.get(`/api/users/${anna.id}`)).as(Unknowns)
  for (const url of [message.file_url, user.avatar_url]) {
    expect(url).toMatch(/^\/[^/]/)
    expect((await room.nobody.get(String(url))).status).toBe(200)
  }
})

test('[CV7] creates answer 200 with JSON', async () => {
  const { anna, channel } = await busy()
  const replies = [
    await room.nobody.post('/api/auth/register', { username: 'created', password: 'long enough' }),
    await anna.post('/api/channels', { name: 'created', is_private: true }),
    await anna.post(`/api/channels/${channel.id}/messages`, { content: 'created' }),
    await anna.post('/api/invites'),
    await anna.upload('x', 'x.txt'),
  ]
  for (const reply of replies) {
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toMatch(/^application\/json\b/)
  }
})

test('[CV8] lists are bare arrays', async () => {
  const { anna, channel, message } = await busy()
  const lists = ['/api/users', '/api/channels', '/api/channels?joinable=true', '/api/channels/unread', '/api/invites']
  lists.push(`/api/channels/${channel.id}/messages`, `/api/channels/${channel.id}/members`, '/api/emojis')
  lists.push('/api/presence/users', `/api/messages/${message.id}/reactions`)
  for (const path of lists)
    expect({ path, isArray: Array.isArray((await anna.get(path)).body) }).toEqual({ path, isArray: true })
})

test('[CV9] empty replies have no body and no JSON content type', async () => {
  const { anna, channel, message } = await busy()
  expectEmpty(await anna.post('/api/presence/heartbeat'))
  expectEmpty(await anna.post(`/api/channels/${channel.id}/read`, { message_id: message.id }))
  expectEmpty(await anna.post(`/api/channels/${channel.id}/notified`, { message_id: message.id }))
  expectEmpty(await anna.patch(`/api/channels/${channel.id}`, { name: 'busier' }))
  expectEmpty(await anna.delete(`/api/messages/${message.id}`))
  expectEmpty(await anna.delete(`/api/channels/${channel.id}`))
  expectEmpty(await anna.logout())
})

test('[CV10] a private channel answers a non-member as an unknown id does, on every route', async () => {
  const { anna, channel, message } = await busy()
  const stranger = await room.person('stranger')
  const calls = (id: string): [string, string, unknown?][] => [
    ['GET', `/api/channels/${id}/messages`],
    ['GET', `/api/channels/${id}/messages?after_seq=0`],
    ['GET', `/api/channels/${id}/messages?changed_after=0`],
    ['GET', `/api/channels/${id}/messages?around=${message.id}`],
    ['GET', `/api/channels/${id}/messages?before=${message.id}`],
    ['POST', `/api/channels/${id}/messages`, { content: 'knock' }],
    ['POST', `/api/channels/${id}/messages`, {}],
    ['PATCH', `/api/channels/${id}`, { name: 'mine' }],
    ['DELETE', `/api/channels/${id}`],
    ['POST', `/api/channels/${id}/read`, { message_id: message.id }],
    ['POST', `/api/channels/${id}/notified`, { message_id: message.id }],
    ['GET', `/api/channels/${id}/ownership`],
    ['POST', `/api/channels/${id}/join`],
    ['POST', `/api/channels/${id}/leave`],
    ['GET', `/api/channels/${id}/members`],
    ['POST', `/api/channels/${id}/members`, { add: [stranger.id] }],
    ['GET', `/api/channels/${id}/info`],
    ['GET', `/api/search?q=hi&channel_id=${id}`],
    ['GET', `/api/shareplay/${id}/current`],
  ]
  const unknown = calls(randomUUID())
  for (const [at, [method, path, json]] of calls(channel.id).entries()) {
    const [, twin = ''] = unknown[at] ?? []
    const [real, none] = [await stranger.ask(method, path, { json }), await stranger.ask(method, twin, { json })]
    expect({ path, reply: real.text, status: real.status }).toEqual({ path, reply: none.text, status: none.status })
    expectSame(real, none)
    if (!path.startsWith('/api/search')) expect({ path, status: real.status }).toEqual({ path, status: 404 })
  }
  expect((await anna.history(channel.id)).length).toBe(1)
})

test('[CV11] a private message answers a non-member as an unknown id does', async () => {
  const { anna, message } = await busy()
  const stranger = await room.person('stranger')
  const calls = (id: string): [string, string, unknown?][] => [
    ['PATCH', `/api/messages/${id}`, { content: 'mine' }],
    ['PATCH', `/api/messages/${id}`, {}],
    ['DELETE', `/api/messages/${id}`],
    ['PUT', `/api/messages/${id}/reactions/x`],
    ['GET', `/api/messages/${id}/reactions`],
  ]
  const unknown = calls(randomUUID())
  for (const [at, [method, path, json]] of calls(message.id).entries()) {
    const [, twin = ''] = unknown[at] ?? []
    expectSame(await stranger.ask(method, path, { json }), await stranger.ask(method, twin, { json }))
  }
  expectFailure(await stranger.get(`/api/messages/${message.id}/reactions`), 404)
  expect((await anna.history(message.channel_id)).map((one) => one.content)).toEqual(['hi'])
})

test('[CV12] all of /api needs the bearer but health, register, login and refresh', async () => {
  const { anna, channel, message } = await busy()
  for (const path of [...reads(channel.id, message.id, anna.id), '/api/search?q=hi', '/api/admin/users']) {
    expectFailure(await room.nobody.get(path), 401)
  }
  for (const path of ['/api/files', '/api/channels', '/api/auth/logout', '/api/presence/heartbeat', '/api/invites']) {
    expectFailure(await room.nobody.post(path, {}), 401)
  }
  expect((await room.nobody.get('/api/health')).status).toBe(200)
  expect((await room.nobody.post('/api/auth/register', {})).status).toBe(400)
  expect((await room.nobody.post('/api/auth/login', {})).status).toBe(400)
  expect((await room.nobody.post('/api/auth/refresh', {})).status).toBe(400)
})

/** Every field of every object inside. */
function fields(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap(fields)
  const parsed = z.record(z.string(), z.unknown()).safeParse(value)
  if (!parsed.success) return []
  return Object.entries(parsed.data).flatMap(([name, inner]) => [[name, inner], ...fields(inner)])
}

test('[BO1] no body counts as {}, whatever its content type', async () => {
  const { anna } = await busy()
  for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'image/png']) {
    expectEmpty(await anna.ask('POST', '/api/presence/heartbeat', { headers: { 'content-type': type } }))
    expectFailure(await anna.ask('POST', '/api/channels', { headers: { 'content-type': type } }), 400)
  }
  expectEmpty(await anna.ask('POST', '/api/presence/heartbeat'))
})

test('[BO2] unknown fields are ignored', async () => {
  const { anna, channel } = await busy()
  const reply = await anna.post(`/api/channels/${channel.id}/messages`, { content: 'x', seq: 99, nonsense: { a: [1] } })
  expect(reply.as(Message).content).toBe('x')
  expectEmpty(await anna.post('/api/presence/heartbeat', { status: 'away', id: 'whatever' }))
})

test('[BO3] optional fields may be absent or null', async () => {
  const { anna, channel } = await busy()
  const body = { content: 'x', file_id: null, client_id: null, reply_to: null }
  expect((await anna.post(`/api/channels/${channel.id}/messages`, body)).as(Message).file_url).toBeNull()
  const room1 = { name: 'null', is_voice: null, is_private: null, members: null }
  expect((await anna.post('/api/channels', room1)).status).toBe(200)
  const account = { username: 'nullable', password: 'long enough', email: null, invite_code: null }
  expect((await room.nobody.post('/api/auth/register', account)).status).toBe(200)
  expectEmpty(await anna.post('/api/presence/heartbeat', { status: null }))
  expect((await anna.patch('/api/users/me', { username: null, email: null })).as(Profile).username).toBe(anna.username)
})

test('[BO4] empty strings in optional fields count as absent', async () => {
  const { anna, channel } = await busy()
  const account = { username: 'emptiness', password: 'long enough', email: '', invite_code: '' }
  expect((await room.nobody.post('/api/auth/register', account)).status).toBe(200)
  const file_id = await anna.file('x', 'x.txt')
  const body = { content: '', file_id, client_id: '' }
  expect((await anna.post(`/api/channels/${channel.id}/messages`, body)).as(Message).content).toBeNull()
  const text = { content: 'x', file_id: '', client_id: '', reply_to: '' }
  expect((await anna.post(`/api/channels/${channel.id}/messages`, text)).as(Message).file_url).toBeNull()
  expect((await anna.post(`/api/channels/${channel.id}/messages`, text)).as(Message).client_id).toBeNull()
  expectEmpty(await anna.post('/api/presence/heartbeat', { status: '' }))
})

test('[BO5] a message has at most 8,000 code points', async () => {
  const { anna, channel } = await busy()
  const long = '😀'.repeat(8_000)
  expect((await anna.say(channel.id, long)).content).toBe(long)
  expectFailure(await anna.post(`/api/channels/${channel.id}/messages`, { content: `${long}x` }), 400)
  const [newest] = await anna.history(channel.id)
  expectFailure(await anna.patch(`/api/messages/${newest?.id}`, { content: `${long}x` }), 400)
})
