import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { numberOf, Refused } from '../client.ts'
import type { Person } from '../client.ts'
import { expectError, joined } from '../realtime.ts'
import { openSocket } from '../socket.ts'
import { expectFields, Failure, TIME, UUID_V4 } from '../shapes.ts'
import { startRoom } from '../room.ts'
import type { TestRoom, TestRoomOptions } from '../room.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

const cell = () => anna.channel({ name: 'cell', is_private: true, members: [bert.id] })

test('[WS1] a bad token is a 401 before the upgrade', async () => {
  for (const query of [{}, { token: '' }, { token: 'x' }, { token: `${anna.auth.access_token}x` }]) {
    const refused = await openSocket(room.url, query).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refused)
    if (!(refused instanceof Refused)) continue
    expect(refused.status).toBe(401)
    Failure.parse(JSON.parse(refused.body))
  }
  const gone = await anna.login()
  await gone.logout()
  await expect(gone.connect()).rejects.toMatchObject({ status: 401 })
})

test('[WS2] connection_metadata comes first', async () => {
  await using socket = await anna.connect()
  const additions = ['protocol', 'room_name', 'user_id', 'server_epoch_ms']
  expectFields(socket.metadata, ['type', 'session_id', 'server_time', ...additions])
  expect(socket.events[0]).toBe(socket.metadata)
  expect(socket.metadata).toMatchObject({ user_id: anna.id, protocol: 1, room_name: 'Stuffchat' })
  expect(socket.id).toMatch(UUID_V4)
  expect(socket.metadata.server_time).toMatch(TIME)
  expect(numberOf(socket.metadata, 'server_epoch_ms')).toBeLessThan(Date.now() + 60_000)
  await using other = await anna.connect()
  expect(other.id).not.toBe(socket.id)
})

test('[WS3] no compression', async () => {
  await using socket = await anna.connect()
  expect(socket.ws.extensions).toBe('')
})

test('[WS4] over 128 KiB: 1009', async () => {
  await using socket = await anna.connect()
  const ping = (bytes: number) => JSON.stringify({ type: 'ping', t0: 1, padding: 'x'.repeat(bytes) })
  socket.send(ping(127 * 1024))
  await socket.next('pong')
  socket.send(ping(129 * 1024))
  expect((await socket.closed).code).toBe(1009)
})

/** Not quicker: a server may look after its connections once a second. */
const brisk: TestRoomOptions = { limits: { ping_interval_ms: 1_000, silence_ms: 3_500 } }

test('[WS5] the server pings, and who answers stays', async () => {
  await using lively = await startRoom(brisk)
  const carl = await lively.register('carl')
  await using socket = await carl.connect()
  let pings = 0
  const many = new Promise<void>((resolve) => socket.ws.on('ping', () => (pings += 1) >= 5 && resolve()))
  await many
  await socket.settled()
})

test('[WS6] a silent peer is dropped', async () => {
  await using lively = await startRoom(brisk)
  const carl = await lively.register('carl')
  const socket = await carl.connect({}, { autoPong: false })
  await socket.closed
})

test('[WS7] a broken frame is an error, and the connection stays', async () => {
  await using socket = await anna.connect()
  const frames = ['', 'x', '{', '[]', 'null', '7', '"ping"', '{}', '{"type":7}', '{"type":null}', '[{"type":"ping"}]']
  for (const frame of [...frames, '{"type":"join"}', '{"type":"join","channel_id":7}', '{"type":"chat_message"}']) {
    await expectError(socket, frame)
  }
  await expectError(socket, Buffer.from('{"type":"ping","t0":1}').subarray(0, 5))
})

test('[WS8] an unknown type is an error, and the connection stays', async () => {
  await using socket = await anna.connect()
  for (const type of ['no_such_thing', '__proto__', 'constructor', 'message_created', 'toString', '']) {
    await expectError(socket, { type })
  }
})

test('[WS9] a forbidden frame is an error, and the connection stays', async () => {
  const secret = await anna.channel({ name: 'secret', is_private: true })
  await using socket = await bert.connect()
  await using watcher = await joined(anna, secret.id)
  const channel_id = secret.id
  const frames = [
    { type: 'chat_message', channel_id, content: 'x' },
    { type: 'typing', channel_id, started: true },
    { type: 'join_call', channel_id },
  ]
  for (const frame of frames) {
    const error = await expectError(socket, frame)
    const unknown = await expectError(socket, { ...frame, channel_id: randomUUID() })
    expect({ ...error, in_reply_to: 0 }).toEqual({ ...unknown, in_reply_to: 0 })
  }
  await watcher.settled()
  expect(
    watcher.events
      .map((event) => event.type)
      .filter((type) => !/^(connection_metadata|room_state|pong|presence_changed)$/.test(type)),
  ).toEqual([])
})

test('[WS10] a flood: 1008', async () => {
  await using strict = await startRoom({ limits: { rates: 'on', frame_burst: 50, frame_per_second: 1 } })
  const carl = await strict.register('carl')
  await using socket = await carl.connect()
  await using calm = await carl.connect()
  for (let n = 0; n < 200; n += 1) socket.send({ type: 'ping' })
  expect((await socket.closed).code).toBe(1008)
  await calm.settled()
})

const hundred = Array.from({ length: 100 }, (_, n) => `${n}`)

test('[WS11] frames take effect in the order sent', async () => {
  const { id } = await cell()
  await using socket = await anna.connect()
  for (const content of hundred) socket.send({ type: 'chat_message', channel_id: id, content })
  await socket.next('message_created', (event) => event.content === '99')
  const history = await bert.history(id, { after_seq: '0', limit: '200' })
  expect(history.map((message) => message.content)).toEqual(hundred)
  const heard = socket.events.filter((event) => event.type === 'message_created')
  expect(heard.map((event) => event.content)).toEqual(hundred)
})

test('[WS11] a pong says that what was sent before has taken effect', async () => {
  const { id } = await cell()
  await using socket = await anna.connect()
  for (const content of hundred) socket.send({ type: 'chat_message', channel_id: id, content })
  await socket.settled()
  expect(await bert.history(id, { limit: '200' })).toHaveLength(100)
})

test('[WS12] logout closes the connections of that login session with 4401', async () => {
  const phone = await bert.login()
  await using mine = await bert.connect()
  await using one = await phone.connect()
  await using two = await phone.connect()
  await phone.logout()
  expect([(await one.closed).code, (await two.closed).code]).toEqual([4401, 4401])
  await mine.settled()
})

test('[WS13] closing the room: server_closing and 1012', async () => {
  await using ending = await startRoom()
  const carl = await ending.register('carl')
  const socket = await carl.connect()
  await ending.stop()
  expect((await socket.closed).code).toBe(1012)
  expect(socket.waiting('server_closing')).toHaveLength(1)
})

test('[WS14] a reader that is too slow: 1013', async () => {
  await using small = await startRoom({ limits: { slow_reader_bytes: 64 * 1024, slow_reader_close_bytes: 128 * 1024 } })
  const [carl, dora] = [await small.register('carl'), await small.register('dora')]
  const { id } = await carl.channel({ name: 'torrent' })
  const slow = await dora.connect()
  await using quick = await dora.connect()
  slow.ws.pause()
  const content = '😀'.repeat(8_000)
  for (let n = 0; n < 600; n += 20) {
    await Promise.all(Array.from({ length: 20 }, () => carl.post(`/api/channels/${id}/messages`, { content })))
  }
  slow.ws.resume()
  expect((await slow.closed).code).toBe(1013)
  await quick.settled()
}, 60_000)

test('[WS15] any number of channels at once', async () => {
  const channels = await Promise.all(Array.from({ length: 12 }, cell))
  await using socket = await bert.connect()
  for (const { id } of channels) socket.send({ type: 'join', channel_id: id })
  await socket.settled()
  await using sender = await anna.connect()
  for (const { id } of channels) sender.send({ type: 'typing', channel_id: id, started: true })
  for (const { id } of channels) await socket.next('typing', (event) => event.channel_id === id)
})

test('[WS16] no frame needs a prior join, and the acting connection hears of it', async () => {
  const { id } = await cell()
  await using socket = await anna.connect()
  socket.send({ type: 'chat_message', channel_id: id, content: 'unjoined' })
  expect(await socket.next('message_created')).toMatchObject({ content: 'unjoined' })
  socket.send({ type: 'typing', channel_id: id, started: true })
  expect(await socket.next('typing')).toMatchObject({ channel_id: id, user_id: anna.id, started: true })
  socket.send({ type: 'leave', channel_id: id })
  socket.send({ type: 'leave_call', channel_id: id })
  await socket.settled()
})

test('[WS17] chat_message is stored exactly as a POST', async () => {
  const { id } = await cell()
  await using socket = await anna.connect()
  const client_id = randomUUID()
  socket.send({ type: 'chat_message', channel_id: id, content: 'by frame', client_id })
  const event = await socket.next('message_created')
  const [stored] = await bert.history(id)
  expect(event).toEqual({ type: 'message_created', ...stored })
  expect(stored).toMatchObject({ user_id: anna.id, content: 'by frame', client_id, seq: 1, file_url: null })
  await expectError(socket, { type: 'chat_message', channel_id: id, content: '  ' })
  await expectError(socket, { type: 'chat_message', channel_id: id, content: 'x'.repeat(8_001) })
  await expectError(socket, { type: 'chat_message', channel_id: id, content: 'another', client_id })
  expect(await bert.history(id)).toHaveLength(1)
  await anna.post(`/api/channels/${id}/members`, { set: [{ user_id: bert.id, can_write: false, can_manage: false }] })
  await using reader = await bert.connect()
  await expectError(reader, { type: 'chat_message', channel_id: id, content: 'read only' })
})

test('[WS46] what one connection sends harms no other', async () => {
  const { id } = await cell()
  await using victim = await joined(bert, id)
  const frames: (string | object)[] = [
    Buffer.from([0, 255, 254]),
    '{"type":"chat_message","channel_id":{"$ne":1},"content":{}}',
    `{"type":"typing","channel_id":"${id}","started":"yes"}`,
    `{"type":"webrtc_signal","channel_id":"${id}","to_user_id":"x","data":null}`,
    `{"type":"join","channel_id":"${'x'.repeat(100_000)}"}`,
    '['.repeat(50_000),
    '{"type":"shareplay_action","channel_id":"x","action_type":"x","data":{}}',
    '{"__proto__":{"type":"ping"},"type":"nonsense"}',
  ]
  await using attacker = await anna.connect()
  for (const frame of frames) attacker.send(frame)
  await attacker.settled()
  expect(attacker.waiting('error').length).toBeGreaterThanOrEqual(frames.length - 1)
  await victim.settled()
  expect(victim.events.filter((event) => event.type === 'error')).toEqual([])
  expect((await room.nobody.get('/api/health')).status).toBe(200)
})
