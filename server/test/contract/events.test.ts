import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { numberOf } from '../client.ts'
import type { Event, Person, Socket } from '../client.ts'
import { expectError, joined } from '../realtime.ts'
import { expectFields, TIME } from '../shapes.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

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

test('[WS18] message_created carries a whole Message', async () => {
  const { id } = await cell()
  await using socket = await bert.connect()
  const file_id = await anna.file('x', 'x.txt')
  const said = await anna.say(id, 'with file', { file_id, client_id: randomUUID() })
  expect(await socket.next('message_created', (event) => event.id === said.id)).toEqual({
    type: 'message_created',
    ...said,
  })
})

/** How often that socket heard of the message, once a later one has come through. */
async function times(socket: Socket, channelId: string, messageId: string): Promise<number> {
  const marker = await anna.say(channelId, 'marker')
  await socket.next('message_created', (event) => event.id === marker.id)
  await socket.settled()
  return socket.events.filter((event) => event.type === 'message_created' && event.id === messageId).length
}

test('[WS19] message_created reaches every connection of the members, once', async () => {
  const { id } = await cell()
  const sockets = [await anna.connect(), await anna.connect(), await bert.connect(), await bert.connect()]
  const posted = await anna.say(id, 'posted')
  sockets[1]?.send({ type: 'chat_message', channel_id: id, content: 'framed' })
  const framed = await sockets[3]?.next('message_created', (event) => event.content === 'framed')
  for (const socket of sockets) {
    expect([await times(socket, id, posted.id), await times(socket, id, String(framed?.id))]).toEqual([1, 1])
    await socket.close()
  }
})

test('[WS20] message_created comes once when joined, joined twice, in the call, and after leave', async () => {
  const { id } = await cell()
  await using socket = await joined(bert, id)
  expect(await times(socket, id, (await anna.say(id, 'joined')).id)).toBe(1)
  socket.send({ type: 'join', channel_id: id })
  socket.send({ type: 'join', channel_id: id })
  socket.send({ type: 'join_call', channel_id: id })
  await socket.settled()
  expect(await times(socket, id, (await anna.say(id, 'joined twice')).id)).toBe(1)
  socket.send({ type: 'leave_call', channel_id: id })
  socket.send({ type: 'leave', channel_id: id })
  socket.send({ type: 'leave', channel_id: id })
  await socket.settled()
  expect(await times(socket, id, (await anna.say(id, 'after leave')).id)).toBe(1)
})

test('[WS21] message_created reaches no non-member', async () => {
  const { id } = await cell()
  const carl = await room.person('carl')
  await using outside = await carl.connect()
  await using inside = await bert.connect()
  await using owner = await (await room.owner()).connect()
  await anna.say(id, 'between us')
  await inside.next('message_created')
  for (const socket of [outside, owner]) await socket.none('message_created', 50, (event) => event.channel_id === id)
})

/** Three ears: joined, never joined, joined and left. */
async function ears(channelId: string) {
  const left = await joined(bert, channelId)
  left.send({ type: 'leave', channel_id: channelId })
  await left.settled()
  return { near: await joined(bert, channelId), far: await bert.connect(), left }
}

test('[WS22] message_edited goes to joined connections only', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'a')
  const { near, far, left } = await ears(id)
  await anna.patch(`/api/messages/${said.id}`, { content: 'b' })
  const event = await near.next('message_edited')
  expectFields(event, ['type', 'id', 'channel_id', 'content', 'edited_at'], ['change', 'seq'])
  expect(event).toMatchObject({ id: said.id, channel_id: id, content: 'b', edited_at: expect.stringMatching(TIME) })
  for (const socket of [far, left]) await socket.none('message_edited', 50)
})

test('[WS23] message_deleted goes to joined connections only', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'a')
  const { near, far, left } = await ears(id)
  await anna.delete(`/api/messages/${said.id}`)
  const event = await near.next('message_deleted')
  expectFields(event, ['type', 'id', 'channel_id', 'deleted_at'], ['change', 'seq'])
  expect(event).toMatchObject({ id: said.id, channel_id: id, deleted_at: expect.stringMatching(TIME) })
  for (const socket of [far, left]) await socket.none('message_deleted', 50)
})

test('[WS24] reaction_updated goes to joined connections only', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'a')
  const { near, far, left } = await ears(id)
  await anna.put(`/api/messages/${said.id}/reactions/x`)
  const event = await near.next('reaction_updated')
  expectFields(event, ['type', 'message_id', 'channel_id', 'reactions'], ['change', 'seq'])
  const reactions = [{ emoji: 'x', users: [anna.id], count: 1 }]
  expect(event).toMatchObject({ message_id: said.id, channel_id: id, reactions })
  await anna.put(`/api/messages/${said.id}/reactions/x`)
  expect(await near.next('reaction_updated')).toMatchObject({ reactions: [] })
  for (const socket of [far, left]) await socket.none('reaction_updated', 50)
})

test('[WS25] user_updated goes to all', async () => {
  const carl = await room.person('carl')
  await using mine = await carl.connect()
  await using theirs = await bert.connect()
  await carl.patch('/api/users/me', { username: 'carl the second' })
  for (const socket of [mine, theirs]) {
    const event = await socket.next('user_updated', (one) => one.user_id === carl.id)
    expectFields(event, ['type', 'user_id'])
  }
})

test('[WS31] room_state answers every join', async () => {
  const { id } = await cell()
  await using socket = await anna.connect()
  for (let n = 0; n < 2; n += 1) {
    socket.send({ type: 'join', channel_id: id })
    const state = await socket.next('room_state')
    expectFields(state, ['type', 'channel_id', 'voice_users'])
    expect(state).toEqual({ type: 'room_state', channel_id: id, voice_users: [] })
  }
})

test('[WS32] joining what cannot be read is an error', async () => {
  const secret = await anna.channel({ name: 'secret', is_private: true })
  await using socket = await bert.connect()
  const error = await expectError(socket, { type: 'join', channel_id: secret.id })
  const unknown = await expectError(socket, { type: 'join', channel_id: randomUUID() })
  expect({ ...error, in_reply_to: 0 }).toEqual({ ...unknown, in_reply_to: 0 })
  await anna.say(secret.id, 'x')
  await socket.none('room_state')
  await socket.none('message_created', 50)
})

test('[WS33] a pong has t0, t1 and t2', async () => {
  await using socket = await anna.connect()
  const epoch = numberOf(socket.metadata, 'server_epoch_ms')
  let last = 0
  for (const t0 of [1, 123.5, 1e12]) {
    socket.send({ type: 'ping', t0 })
    const pong = await socket.next('pong')
    expectFields(pong, ['type', 't0', 't1', 't2'])
    const [t1, t2] = [numberOf(pong, 't1'), numberOf(pong, 't2')]
    expect([pong.t0, t1 >= last, t2 >= t1]).toEqual([t0, true, true])
    expect(Math.abs(epoch + t2 - Date.now())).toBeLessThan(60_000)
    last = t2
  }
})

test('[WS33] a ping without t0 gets a plain pong', async () => {
  await using socket = await anna.connect()
  socket.send({ type: 'ping' })
  expect(await socket.next('pong', undefined, 5_000)).toEqual({ type: 'pong' })
})

test('[WS34] channel_created tells the members', async () => {
  const carl = await room.person('carl')
  await using mine = await anna.connect()
  await using theirs = await bert.connect()
  await using outside = await carl.connect()
  const secret = await cell()
  const of = (id: string) => (event: Event) => JSON.stringify(event).includes(id)
  const created = await mine.next('channel_created', of(secret.id))
  expect(created).toMatchObject({ channel: { id: secret.id, name: 'cell', is_private: true, is_owner: true } })
  expect(await theirs.next('channel_created', of(secret.id))).toMatchObject({ channel: { is_owner: false } })
  const open = await anna.channel({ name: 'open' })
  for (const socket of [mine, theirs, outside]) await socket.next('channel_created', of(open.id))
  await outside.none('channel_created', 0, of(secret.id))
})

test('[WS35] channel_updated tells the members', async () => {
  const { id } = await cell()
  await using mine = await anna.connect()
  await using theirs = await bert.connect()
  await anna.patch(`/api/channels/${id}`, { name: 'new name' })
  expect(await mine.next('channel_updated')).toMatchObject({ channel: { id, name: 'new name', is_owner: true } })
  expect(await theirs.next('channel_updated')).toMatchObject({ channel: { id, name: 'new name', is_owner: false } })
})

test('[WS36] channel_deleted tells the members', async () => {
  const { id } = await cell()
  await using mine = await anna.connect()
  await using theirs = await bert.connect()
  await anna.delete(`/api/channels/${id}`)
  for (const socket of [mine, theirs]) {
    expect(await socket.next('channel_deleted', (event) => event.channel_id === id)).toEqual({
      type: 'channel_deleted',
      channel_id: id,
    })
  }
})

test('[WS37] member_added and member_removed', async () => {
  const carl = await room.person('carl')
  const { id } = await cell()
  await using mine = await anna.connect()
  await using member = await bert.connect()
  await using concerned = await carl.connect()
  const here = (event: Event) => event.channel_id === id && event.user_id === carl.id
  await anna.post(`/api/channels/${id}/members`, { add: [carl.id] })
  for (const socket of [mine, member, concerned]) {
    expect(await socket.next('member_added', here)).toEqual({ type: 'member_added', channel_id: id, user_id: carl.id })
  }
  await anna.post(`/api/channels/${id}/members`, { remove: [carl.id] })
  for (const socket of [mine, member, concerned]) {
    expect(await socket.next('member_removed', here)).toEqual({
      type: 'member_removed',
      channel_id: id,
      user_id: carl.id,
    })
  }
})

test('[WS38] read_marker tells your own other connections', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'read me')
  await using phone = await bert.connect()
  await using laptop = await bert.connect()
  await using other = await anna.connect()
  await bert.post(`/api/channels/${id}/read`, { message_id: said.id })
  for (const socket of [phone, laptop]) {
    const event = await socket.next('read_marker')
    expect(event).toEqual({ type: 'read_marker', channel_id: id, last_read_message_id: said.id })
  }
  await other.none('read_marker', 50)
})

test('[WS45] events of one channel arrive in seq order', async () => {
  const { id } = await cell()
  await using socket = await bert.connect()
  await using sender = await anna.connect()
  const posts = Array.from({ length: 40 }, (_, n) => {
    sender.send({ type: 'chat_message', channel_id: id, content: `framed ${n}` })
    return anna.say(id, `posted ${n}`)
  })
  await Promise.all(posts)
  const seqs: number[] = []
  for (let n = 0; n < 80; n += 1)
    seqs.push(numberOf(await socket.next('message_created', (event) => event.channel_id === id), 'seq'))
  expect(seqs).toEqual(Array.from({ length: 80 }, (_, n) => n + 1))
})
