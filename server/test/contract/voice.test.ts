import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event, Person } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import { inCall, joined } from '../realtime.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { expectFields } from '../shapes.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

const cell = (is_voice = true) => anna.channel({ name: 'call', is_voice, is_private: true, members: [bert.id] })
const at = (id: string) => (event: Event) => event.channel_id === id

/** Who is in the call, as somebody who joins now is told. */
async function voiceUsers(who: Person, channelId: string): Promise<unknown> {
  await using socket = await who.connect()
  socket.send({ type: 'join', channel_id: channelId })
  return (await socket.next('room_state', at(channelId))).voice_users
}
const offer = { sdp: { type: 'offer', sdp: 'v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n' } }
const signal = (channel_id: string, to_user_id: string, more: object = {}) => ({
  type: 'webrtc_signal',
  channel_id,
  to_user_id,
  data: offer,
  ...more,
})

test('[VO1] join_call answers with room_state, yourself in it', async () => {
  const { id } = await cell()
  await using one = await anna.connect()
  one.send({ type: 'join_call', channel_id: id })
  const state = await one.next('room_state')
  expectFields(state, ['type', 'channel_id', 'voice_users'])
  expect(state.voice_users).toEqual([[anna.id, one.id]])
  await using two = await bert.connect()
  two.send({ type: 'join_call', channel_id: id })
  const both = (await two.next('room_state')).voice_users
  expect(both).toHaveLength(2)
  expect(both).toEqual(
    expect.arrayContaining([
      [anna.id, one.id],
      [bert.id, two.id],
    ]),
  )
})

test('[VO2] voice_joined goes to joined connections and to the one that acts', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  await using far = await bert.connect()
  await using caller = await inCall(anna, id)
  for (const socket of [watcher, caller]) {
    const event = await socket.next('voice_joined')
    expect(event).toEqual({ type: 'voice_joined', channel_id: id, user_id: anna.id, session_id: caller.id })
  }
  await far.none('voice_joined', 50)
})

test('[VO3] voice_left goes to joined connections and to the one that acts', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  await using caller = await inCall(anna, id)
  caller.send({ type: 'leave_call', channel_id: id })
  for (const socket of [watcher, caller]) {
    const event = await socket.next('voice_left')
    expectFields(event, ['type', 'channel_id', 'user_id'], ['session_id'])
    expect(event).toMatchObject({ channel_id: id, user_id: anna.id, session_id: caller.id })
  }
  expect(await voiceUsers(bert, id)).toEqual([])
})

test('[VO4] one call per connection', async () => {
  const [first, second] = [await cell(), await cell()]
  await using watcher = await joined(bert, first.id)
  await using caller = await inCall(anna, first.id)
  caller.send({ type: 'join_call', channel_id: second.id })
  expect(await watcher.next('voice_left')).toMatchObject({ channel_id: first.id, session_id: caller.id })
  await caller.settled()
  expect(await voiceUsers(bert, first.id)).toEqual([])
  expect(await voiceUsers(bert, second.id)).toEqual([[anna.id, caller.id]])
})

test('[VO5] any readable channel has a call', async () => {
  const text = await cell(false)
  const set = [{ user_id: bert.id, can_write: false, can_manage: false }]
  expectEmpty(await anna.post(`/api/channels/${text.id}/members`, { set }))
  await using reader = await inCall(bert, text.id)
  expect(await voiceUsers(anna, text.id)).toEqual([[bert.id, reader.id]])
  const secret = await anna.channel({ name: 'secret', is_voice: true, is_private: true })
  for (const channel_id of [secret.id, randomUUID()]) {
    reader.send({ type: 'join_call', channel_id })
    await reader.next('error')
  }
  expect(await voiceUsers(anna, secret.id)).toEqual([])
})

test('[VO6] a connection that ends leaves its call at once', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  for (const end of ['close', 'terminate'] as const) {
    const caller = await inCall(anna, id)
    await caller[end]()
    expect(await watcher.next('voice_left', undefined, 8_000)).toMatchObject({ session_id: caller.id })
  }
  expect(await voiceUsers(bert, id)).toEqual([])
})

test('[VO7] a signal with to_session_id reaches that connection only', async () => {
  const { id } = await cell()
  await using sender = await inCall(anna, id)
  await using target = await inCall(bert, id)
  await using twin = await inCall(bert, id)
  const data = { candidate: { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 } }
  sender.send(signal(id, bert.id, { to_session_id: target.id, data }))
  const event = await target.next('webrtc_signal')
  expect(event).toEqual({
    type: 'webrtc_signal',
    channel_id: id,
    from_user_id: anna.id,
    from_session_id: sender.id,
    to_session_id: target.id,
    data,
  })
  for (const socket of [twin, sender]) await socket.none('webrtc_signal', 50)
})

test("[VO8] without to_session_id: the target's connections in that call", async () => {
  const { id } = await cell()
  await using sender = await inCall(anna, id)
  await using one = await inCall(bert, id)
  await using two = await inCall(bert, id)
  await using outside = await joined(bert, id)
  sender.send(signal(id, bert.id))
  for (const socket of [one, two]) {
    expect(await socket.next('webrtc_signal')).toMatchObject({
      from_session_id: sender.id,
      to_session_id: null,
      data: offer,
    })
  }
  await outside.none('webrtc_signal', 50)
})

test('[VO9] when none is in that call, it reaches all of theirs', async () => {
  const { id } = await cell()
  await using sender = await inCall(anna, id)
  await using one = await bert.connect()
  await using two = await joined(bert, id)
  sender.send(signal(id, bert.id, { to_session_id: null }))
  for (const socket of [one, two]) expect(await socket.next('webrtc_signal')).toMatchObject({ data: offer })
})

test('[VO10] both sides must be able to read the channel', async () => {
  const carl = await room.person('carl')
  const { id } = await cell()
  await using inside = await inCall(anna, id)
  await using outside = await carl.connect()
  inside.send(signal(id, carl.id))
  inside.send(signal(id, carl.id, { to_session_id: outside.id }))
  outside.send(signal(id, anna.id))
  outside.send(signal(id, anna.id, { to_session_id: inside.id }))
  outside.send(signal(randomUUID(), anna.id, { to_session_id: inside.id }))
  await Promise.all([inside.settled(), outside.settled()])
  for (const socket of [inside, outside]) await socket.none('webrtc_signal', 50)
  expect(outside.waiting('error')).toHaveLength(3)
})

test('[VO11] signals of up to 64 KiB pass', async () => {
  const { id } = await cell()
  await using sender = await inCall(anna, id)
  await using target = await inCall(bert, id)
  const sdp = (bytes: number) => ({ data: { sdp: { type: 'offer', sdp: 'x'.repeat(bytes) } } })
  sender.send(signal(id, bert.id, sdp(63 * 1024)))
  await target.next('webrtc_signal')
  sender.send(signal(id, bert.id, sdp(66 * 1024)))
  await sender.next('error')
  await target.none('webrtc_signal')
  await sender.settled()
})

test('[VO12] the order of signals is kept', async () => {
  const { id } = await cell()
  await using sender = await inCall(anna, id)
  await using target = await inCall(bert, id)
  for (let n = 0; n < 200; n += 1) {
    const to = n % 2 === 0 ? { to_session_id: target.id } : {}
    sender.send(signal(id, bert.id, { ...to, data: { candidate: { n } } }))
  }
  const seen: unknown[] = []
  for (let n = 0; n < 200; n += 1) seen.push((await target.next('webrtc_signal')).data)
  expect(seen).toEqual(Array.from({ length: 200 }, (_, n) => ({ candidate: { n } })))
})

test('[VO13] each connection that leaves has its own voice_left', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  const [one, two] = [await inCall(anna, id), await inCall(anna, id)]
  await one.close()
  expect(await watcher.next('voice_left')).toMatchObject({ user_id: anna.id, session_id: one.id })
  expect(await voiceUsers(bert, id)).toEqual([[anna.id, two.id]])
  await two.close()
  expect(await watcher.next('voice_left')).toMatchObject({ user_id: anna.id, session_id: two.id })
})

test('[VO14] losing access ends the call there', async () => {
  const { id } = await cell()
  await using watcher = await joined(anna, id)
  const open = await anna.channel({ name: 'open', is_voice: true })
  await using outside = await joined(anna, open.id)
  await using removed = await inCall(bert, id)
  await using left = await inCall(bert, open.id)
  expectEmpty(await anna.post(`/api/channels/${id}/members`, { remove: [bert.id] }))
  expect(await watcher.next('voice_left')).toMatchObject({ channel_id: id, session_id: removed.id })
  expectEmpty(await bert.post(`/api/channels/${open.id}/leave`))
  expect(await outside.next('voice_left')).toMatchObject({ channel_id: open.id, session_id: left.id })
  expect(await voiceUsers(anna, id)).toEqual([])
  expect(await voiceUsers(anna, open.id)).toEqual([])
})

test('[VO15] a connection in the call is joined', async () => {
  const { id } = await cell()
  await using caller = await inCall(bert, id)
  const said = await anna.say(id, 'a')
  await anna.patch(`/api/messages/${said.id}`, { content: 'b' })
  expect(await caller.next('message_edited')).toMatchObject({ content: 'b' })
  caller.send({ type: 'join', channel_id: id })
  caller.send({ type: 'leave', channel_id: id })
  await caller.settled()
  await anna.patch(`/api/messages/${said.id}`, { content: 'c' })
  expect(await caller.next('message_edited')).toMatchObject({ content: 'c' })
  expect(await voiceUsers(anna, id)).toEqual([[bert.id, caller.id]])
})

test('[VO16] join_call twice keeps one entry, two connections are two', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  await using one = await inCall(anna, id)
  one.send({ type: 'join_call', channel_id: id })
  await one.settled()
  expect(await voiceUsers(bert, id)).toEqual([[anna.id, one.id]])
  await watcher.none('voice_left')
  await using two = await inCall(anna, id)
  const users = await voiceUsers(bert, id)
  expect(users).toHaveLength(2)
  expect(users).toEqual(
    expect.arrayContaining([
      [anna.id, one.id],
      [anna.id, two.id],
    ]),
  )
})
