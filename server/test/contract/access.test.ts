import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person, Socket } from '../client.ts'
import { expectError, joined } from '../realtime.ts'
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

const typing = (channel_id: string, started: boolean) => ({ type: 'typing', channel_id, started })

/** Nothing of that channel comes to the socket any more, whatever happens there. */
async function expectDeaf(socket: Socket, channelId: string, by: Person): Promise<void> {
  const before = socket.events.length
  const said = await by.say(channelId, 'unheard')
  await by.patch(`/api/messages/${said.id}`, { content: 'unheard too' })
  await using actor = await by.connect()
  actor.send(typing(channelId, true))
  await actor.next('typing')
  await socket.settled()
  const heard = socket.events.slice(before).filter((event) => event.channel_id === channelId)
  expect(heard.filter((event) => !/^(member_removed|channel_\w+|voice_left)$/.test(event.type))).toEqual([])
}

test('[WS39] being removed ends delivery', async () => {
  const { id } = await cell()
  await using socket = await joined(bert, id)
  await anna.post(`/api/channels/${id}/members`, { remove: [bert.id] })
  await expectDeaf(socket, id, anna)
  await expectError(socket, typing(id, true))
})

test('[WS40] leaving over HTTP ends subscriptions', async () => {
  const { id } = await anna.channel({ name: 'open' })
  await using socket = await joined(bert, id)
  await bert.post(`/api/channels/${id}/leave`)
  await expectDeaf(socket, id, anna)
  await expectError(socket, { type: 'chat_message', channel_id: id, content: 'x' })
})

test('[WS41] deleting a channel ends it for connections too', async () => {
  const { id } = await cell()
  await using socket = await joined(bert, id)
  await anna.delete(`/api/channels/${id}`)
  await socket.next('channel_deleted')
  for (const frame of [typing(id, true), { type: 'join', channel_id: id }, { type: 'join_call', channel_id: id }]) {
    const error = await expectError(socket, frame)
    const unknown = await expectError(socket, { ...frame, channel_id: randomUUID() })
    expect({ ...error, in_reply_to: 0 }).toEqual({ ...unknown, in_reply_to: 0 })
  }
})

test('[WS42] made private, those outside hear nothing', async () => {
  const carl = await room.person('carl')
  const { id } = await anna.channel({ name: 'closing' })
  await using inside = await joined(bert, id)
  await using outside = await joined(carl, id)
  await carl.post(`/api/channels/${id}/leave`)
  await anna.patch(`/api/channels/${id}`, { is_private: true })
  await expectDeaf(outside, id, anna)
  await inside.next('message_edited')
})

test('[WS43] changing the password closes the other login sessions', async () => {
  const carl = await room.person('carl')
  const phone = await carl.login()
  await using mine = await carl.connect()
  await using theirs = await phone.connect()
  const body = { current_password: carl.password, new_password: 'another password' }
  await carl.put('/api/users/me/password', body)
  expect((await theirs.closed).code).toBe(4401)
  await mine.settled()
})

test('[WS44] leave ends what only joined connections hear', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'a')
  await using socket = await joined(bert, id)
  await using sender = await joined(anna, id)
  socket.send({ type: 'leave', channel_id: id })
  await socket.settled()
  await anna.put(`/api/messages/${said.id}/reactions/x`)
  await anna.patch(`/api/messages/${said.id}`, { content: 'b' })
  await anna.delete(`/api/messages/${said.id}`)
  sender.send(typing(id, true))
  await sender.next('typing')
  for (const type of ['reaction_updated', 'message_edited', 'message_deleted', 'typing']) await socket.none(type)
})
