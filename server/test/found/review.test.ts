import { connect } from 'node:net'
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { login } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { expectError } from '../realtime.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

// What a review found once: each of these failed before it was mended.

let room: TestRoom
let owner: Person
beforeAll(async () => {
  room = await startRoom()
  owner = await room.owner()
})
afterAll(() => room.close())

test('a client that asks for files in a pipeline and goes leaves no file open', async () => {
  const id = await owner.file('x'.repeat(4 * 2 ** 20), 'big.bin')
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
  const request = `GET /files/${id}/big.bin HTTP/1.1\r\nHost: 127.0.0.1:${room.port}\r\n\r\n`
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      const socket = connect(room.port, '127.0.0.1')
      await new Promise((ready) => socket.write(request.repeat(8), ready))
      await new Promise((first) => socket.once('data', first))
      socket.destroy()
    }),
  )
  await expect.poll(open, { timeout: 5_000 }).toBeLessThanOrEqual(before + 2)
})

test('a signal that is nested without end is refused, not a bug', async () => {
  const { id } = await owner.channel({ name: 'deep' })
  await using socket = await owner.connect()
  const data = '['.repeat(30_000) + ']'.repeat(30_000)
  const frame = `{"type":"webrtc_signal","channel_id":"${id}","to_user_id":"${owner.id}","data":${data}}`
  expect(['signal_too_large', 'invalid']).toContain((await expectError(socket, frame)).code)
})

test('an admin who is demoted while a password is hashed resets nothing', async () => {
  await using slow = await startRoom({ passwordCost: 14 })
  const first = await slow.owner()
  const [admin, victim] = [await slow.person(), await slow.person()]
  const [role] = (await first.get('/api/admin/roles')).body as { id: string }[]
  await first.put(`/api/admin/users/${admin.id}/roles`, { role_ids: [role?.id] })
  const reset = admin.put(`/api/admin/users/${victim.id}/password`, { new_password: 'taken over' })
  await first.put(`/api/admin/users/${admin.id}/roles`, { role_ids: [] })
  expect([401, 403]).toContain((await reset).status)
  expect((await login(slow.url, victim)).id).toBe(victim.id)
})

test('a login with a password that is changed meanwhile opens no session', async () => {
  await using slow = await startRoom({ passwordCost: 14 })
  const anna = await slow.person()
  const change = anna.put('/api/users/me/password', { current_password: anna.password, new_password: 'another one' })
  const attempts = Array.from({ length: 6 }, () => login(slow.url, anna).catch(() => null))
  expect((await change).status).toBe(200)
  for (const session of await Promise.all(attempts)) {
    if (session) expect((await session.get('/api/users/me')).status).toBe(401)
  }
})

test('the read marker of somebody who joined late moves through the history', async () => {
  const { id } = await owner.channel({ name: 'old' })
  const said = []
  for (let n = 0; n < 6; n += 1) said.push(await owner.say(id, `${n}`))
  const late = await room.person()
  const marker = async () =>
    ((await late.get('/api/channels/unread')).body as { channel_id: string; last_read_message_id: string }[]).find(
      (row) => row.channel_id === id,
    )?.last_read_message_id
  for (const at of [1, 4]) {
    await late.post(`/api/channels/${id}/read`, { message_id: said[at]?.id })
    expect(await marker()).toBe(said[at]?.id)
  }
  await late.post(`/api/channels/${id}/read`, { message_id: said[2]?.id })
  expect(await marker()).toBe(said[4]?.id)
})

test('null counts as absent inside a list too', async () => {
  const bert = await room.person()
  const { id } = await owner.channel({ name: 'nested', is_private: true, members: [bert.id] })
  const set = [{ user_id: bert.id, can_write: null, can_manage: true }]
  expect((await owner.post(`/api/channels/${id}/members`, { set })).status).toBe(200)
})

test('a channel that everybody left belongs to whoever comes next', async () => {
  await using small = await startRoom()
  const first = await small.owner()
  const { id } = await first.channel({ name: 'empty' })
  await first.post(`/api/channels/${id}/leave`)
  const next = await small.person()
  expect((await next.get(`/api/channels/${id}/ownership`)).body).toEqual({ is_owner: true })
  await first.post(`/api/channels/${id}/join`)
  expect((await next.delete(`/api/channels/${id}`)).status).toBe(200)
})

test('a message that was deleted since is not sent again by a retry', async () => {
  const { id } = await owner.channel({ name: 'gone' })
  const message = await owner.say(id, 'hello', { client_id: 'once' })
  await owner.delete(`/api/messages/${message.id}`)
  expectFailure(await owner.post(`/api/channels/${id}/messages`, { content: 'hello', client_id: 'once' }), 409)
})

test('a path that is no UTF-8 is 400', async () => {
  expectFailure(await owner.get('/api/users/%FF'), 400)
})

test('one who goes into hiding looks as one who goes: the last heartbeat is that moment', async () => {
  const shy = await room.person()
  await using _socket = await shy.connect()
  const seen = async () =>
    ((await owner.get(`/api/presence/users?ids=${shy.id}`)).body as { status: string; last_heartbeat: string }[])[0]
  await expect.poll(async () => (await seen())?.status).toBe('online')
  const before = Date.now()
  await shy.post('/api/presence/heartbeat', { status: 'invisible' })
  const hidden = await seen()
  expect(hidden?.status).toBe('offline')
  expect(Date.parse(hidden?.last_heartbeat ?? '')).toBeGreaterThanOrEqual(before - 1)
})

test('many who are added at once are told to the members in one event', async () => {
  await using small = await startRoom()
  const first = await small.owner()
  const people: Person[] = []
  for (let n = 0; n < 24; n += 1) people.push(await small.person())
  const witness = people.pop()
  const { id } = await first.channel({ name: 'crowd', is_private: true, members: [witness?.id ?? ''] })
  await using socket = await (witness ?? first).connect()
  await first.post(`/api/channels/${id}/members`, { add: people.map((one) => one.id) })
  await socket.next('channel_updated', (event) => (event.channel as { id: string }).id === id)
  expect((await first.get(`/api/channels/${id}/members`)).body).toHaveLength(25)
})
