import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Person, Socket } from '../client.ts'
import { expectEmpty } from '../expect.ts'
import { OPCODE, upgrade } from '../fuzz/frame.ts'
import type { RawSocket } from '../fuzz/frame.ts'
import { expectError, inCall, joined } from '../realtime.ts'
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
const opened: RawSocket[] = []
afterEach(() => opened.splice(0).forEach((socket) => socket.destroy()))

const cellOf = (owner: Person, ...others: Person[]) =>
  owner.channel({ name: 'call', is_voice: true, is_private: true, members: others.map((one) => one.id) })
const signal = (channel_id: string, to_user_id: string, more: object = {}) => ({
  type: 'webrtc_signal',
  channel_id,
  to_user_id,
  data: { candidate: {} },
  ...more,
})

test('[SG2] who a signal is from is what the server knows', async () => {
  const carl = await room.person('carl')
  const { id } = await cellOf(anna, bert, carl)
  await using victim = await inCall(anna, id)
  await using forged = await inCall(bert, id)
  await using outside = await carl.connect()
  const lies = { from_user_id: bert.id, from_session_id: forged.id, user_id: bert.id, session_id: forged.id }
  outside.send(signal(id, anna.id, { to_session_id: victim.id, ...lies, data: { sdp: { type: 'offer', sdp: 'x' } } }))
  // Nothing of what the frame says of its sender is left; a client sees that this one is in no call, and ignores it.
  expect(await victim.next('webrtc_signal')).toEqual({
    type: 'webrtc_signal',
    channel_id: id,
    from_user_id: carl.id,
    from_session_id: outside.id,
    to_session_id: victim.id,
    data: { sdp: { type: 'offer', sdp: 'x' } },
  })
  // A channel of one's own does not carry it into another's call under that one's name.
  const own = await cellOf(carl, anna)
  outside.send(signal(own.id, anna.id, { to_session_id: victim.id, ...lies }))
  expect(await victim.next('webrtc_signal')).toMatchObject({ channel_id: own.id, from_session_id: outside.id })
  // Somebody else's connection is not the target's.
  outside.send(signal(id, anna.id, { to_session_id: forged.id }))
  await outside.settled()
  for (const socket of [victim, forged]) await socket.none('webrtc_signal', 50)
})

test('[SG3] a flood of signals is refused, and closes nobody who does not read', async () => {
  await using strict = await startRoom({ limits: { rates: 'on' } })
  const [carl, dora, emil] = [
    await strict.register('carl'),
    await strict.register('dora'),
    await strict.register('emil'),
  ]
  const { id } = await cellOf(carl, dora, emil)
  const slow = await upgrade(strict.port, dora.auth.access_token, { join: id })
  opened.push(slow)
  slow.pause()
  const flooders = [await inCall(carl, id), await inCall(carl, id)]
  const data = { sdp: { type: 'offer', sdp: 'x'.repeat(60 * 1024) } }
  for (let n = 0; n < 150; n += 1) for (const one of flooders) one.send(signal(id, dora.id, { data }))
  for (const one of flooders) await one.settled()
  const refused = flooders.flatMap((one) => one.waiting('error'))
  // 512 KiB of them pass, and 64 KiB more a second.
  expect(refused.length).toBeGreaterThan(250)
  expect(refused.length).toBeLessThan(293)
  expect(new Set(refused.map(({ code, in_reply_to }) => `${String(code)} ${String(in_reply_to)}`))).toEqual(
    new Set(['slow_down webrtc_signal']),
  )
  // To others the same person may speak, and others to that one.
  const ear = await joined(emil, id)
  flooders[0]?.send(signal(id, emil.id))
  await ear.next('webrtc_signal')
  ear.send(signal(id, dora.id))
  await ear.settled()
  expect(ear.waiting('error')).toEqual([])

  slow.resume()
  const came = () => slow.frames().filter((one) => one.payload.includes('"webrtc_signal"')).length
  await slow.until(() => came() >= 300 - refused.length + 1, 10_000)
  expect([slow.closeCode(), slow.frames().some((one) => one.opcode === OPCODE.close)]).toEqual([null, false])
  for (const one of [...flooders, ear]) await one.close()
}, 30_000)

test('[SG4] what is too large, missing or too deep is an error, and the call goes on', async () => {
  const { id } = await cellOf(anna, bert)
  await using target = await inCall(bert, id)
  await using sender = await inCall(anna, id)
  const to = { to_session_id: target.id }
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
  const frames = [
    signal(id, bert.id, { ...to, data: 'x'.repeat(64 * 1024) }),
    signal(id, bert.id, { ...to, data: '😀'.repeat(17 * 1024) }),
    signal(id, bert.id, { ...to, data: undefined }),
    JSON.stringify(signal(id, bert.id, { ...to, data: 0 })).replace('"data":0', `"data":${deep}`),
  ]
  for (const frame of frames) expect(await expectError(sender, frame)).toMatchObject({ in_reply_to: 'webrtc_signal' })
  await target.none('webrtc_signal')
  sender.send(signal(id, bert.id, to))
  await target.next('webrtc_signal')
})

test('[SG5] losing access in whichever way ends a call within a second', async () => {
  const owner = await room.owner()
  const ways: Record<string, (victim: Person, channelId: string) => Promise<unknown>> = {
    removal: (victim, id) => anna.post(`/api/channels/${id}/members`, { remove: [victim.id] }),
    leaving: (victim, id) => victim.post(`/api/channels/${id}/leave`),
    logout: (victim) => victim.logout(),
    kick: (victim) => owner.post(`/api/admin/users/${victim.id}/kick`),
    ban: (victim) => owner.post(`/api/admin/users/${victim.id}/ban`),
    password: (victim) =>
      owner.put(`/api/admin/users/${victim.id}/password`, { new_password: 'another password of theirs' }),
  }
  for (const [way, end] of Object.entries(ways)) {
    const victim = await room.person('victim')
    const { id } = await cellOf(anna, victim, bert)
    await using watcher = await joined(bert, id)
    // Also one who would be held if it had only broken, and one who is held right now.
    const held = await victim.connect({ resume: '' })
    held.send({ type: 'join_call', channel_id: id })
    await held.settled()
    await held.terminate()
    const line = await victim.connect({ resume: '' })
    line.send({ type: 'join_call', channel_id: id })
    await line.settled()
    await end(victim, id)
    const began = performance.now()
    const left = new Set([held.id, line.id])
    while (left.size > 0) {
      const { session_id } = await watcher.next('voice_left')
      left.delete(String(session_id))
    }
    expect({ way, isQuick: performance.now() - began < 1_000 }).toEqual({ way, isQuick: true })
    // Nothing that is sent to it afterwards arrives.
    await using sender = await inCall(bert, id)
    sender.send(signal(id, victim.id))
    await sender.settled()
    expect({ way, heard: line.waiting('webrtc_signal') }).toEqual({ way, heard: [] })
    await line.terminate()
  }
}, 60_000)

test('[SG5] deleting the channel ends its call', async () => {
  const { id } = await cellOf(anna, bert)
  await using line = await inCall(bert, id)
  await using other = await inCall(anna, id)
  expectEmpty(await anna.delete(`/api/channels/${id}`))
  for (const socket of [line, other]) await socket.next('channel_deleted')
  const unknown = await expectError(other, signal(randomUUID(), bert.id))
  expect(await expectError(other, signal(id, bert.id, { to_session_id: line.id }))).toEqual(unknown)
  await line.none('webrtc_signal')
  // It is in no call any more: the next one that it joins ends none.
  const next = await cellOf(anna, bert)
  line.send({ type: 'join_call', channel_id: next.id })
  await line.next('voice_joined', ({ channel_id }) => channel_id === next.id)
  expect(line.waiting('voice_left', ({ session_id }) => session_id === line.id)).toEqual([])
})

test('[SG6] who vanishes without a word is out of the call when its silence is over', async () => {
  const silence_ms = 2_500
  // To be held for longer than that changes nothing.
  await using brief = await startRoom({ limits: { silence_ms, hold_ms: 60_000, ping_interval_ms: 700 } })
  const [carl, dora] = [await brief.register('carl'), await brief.register('dora')]
  const { id } = await cellOf(carl, dora)
  await using watcher = await joined(dora, id)
  for (const query of [{}, { resume: '' }]) {
    const ghost: Socket = await carl.connect(query, { autoPong: false })
    ghost.send({ type: 'join_call', channel_id: id })
    await ghost.settled()
    const began = performance.now()
    expect(await watcher.next('voice_left')).toMatchObject({ session_id: ghost.id })
    const took = performance.now() - began
    expect(took).toBeGreaterThan(silence_ms - 300)
    expect(took).toBeLessThan(silence_ms + 800)
    watcher.send({ type: 'join', channel_id: id })
    expect(await watcher.next('room_state', ({ channel_id }) => channel_id === id)).toMatchObject({ voice_users: [] })
    await ghost.closed
  }
  // Nobody is there who could be signalled, and that is no error.
  watcher.send(signal(id, carl.id, { to_session_id: randomUUID() }))
  await watcher.none('error')
}, 30_000)
