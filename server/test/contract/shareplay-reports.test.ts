import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event, Person, Socket } from '../client.ts'
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

const cell = () => anna.channel({ name: 'music', is_voice: true, is_private: true, members: [bert.id] })
const report = (channel_id: string, more: object = {}) => ({
  type: 'shareplay_report',
  channel_id,
  error_ms: -2.5,
  state: 'playing',
  ...more,
})
const reportsIn = (events: readonly Event[]) => events.filter((event) => event.type === 'shareplay_report')
async function begin(hand: Socket, channel_id: string): Promise<void> {
  hand.send({ type: 'shareplay_action', channel_id, action_type: 'add', data: 'file:none' })
  await hand.next('shareplay_update', (event) => JSON.stringify(event).includes('"error"'))
}

test('[SP40] a report goes to joined connections, the call and whoever acted without, as one session tells it', async () => {
  const { id } = await cell()
  await using ear = await joined(bert, id)
  await using far = await bert.connect()
  await using outside = await (await room.person('carl')).connect()
  await using hand = await anna.connect()
  await begin(hand, id)
  await using caller = await inCall(anna, id)
  caller.send(report(id, { user_id: bert.id, session_id: ear.id }))
  for (const socket of [ear, hand, caller]) {
    expect(await socket.next('shareplay_report')).toEqual({
      ...report(id),
      user_id: anna.id,
      session_id: caller.id,
    })
  }
  hand.send(report(id, { error_ms: null, state: 'blocked' }))
  expect(await ear.next('shareplay_report')).toMatchObject({ session_id: hand.id, error_ms: null, state: 'blocked' })
  for (const socket of [far, outside]) await socket.none('shareplay_report', 50)
})

test('[SP41] who does not hear of the queue may not report; without a queue it is dropped without a word', async () => {
  const { id } = await cell()
  const secret = await anna.channel({ name: 'secret', is_private: true })
  await using hand = await inCall(anna, id)
  await using far = await bert.connect()
  for (const socket of [hand, far]) {
    socket.send(report(id))
    await socket.settled()
    expect(socket.waiting('error')).toEqual([])
  }
  await begin(hand, id)
  const error = await expectError(far, report(id))
  expect(error).toMatchObject({ code: 'not_joined', in_reply_to: 'shareplay_report' })
  expect(await expectError(far, report(secret.id))).toEqual(await expectError(far, report(randomUUID())))
  hand.send({ type: 'leave_call', channel_id: id })
  await hand.next('shareplay_cleared')
  hand.send(report(id))
  await hand.settled()
  expect([reportsIn(hand.events), hand.waiting('error')]).toEqual([[], []])
})

test('[SP42] reports have bounds, and more than two a second are dropped', async () => {
  await using paced = await startRoom({ limits: { rates: 'on' } })
  const [dora, emil] = [await paced.register('dora'), await paced.register('emil')]
  const { id } = await dora.channel({ name: 'music', is_private: true, members: [emil.id] })
  await using ear = await joined(emil, id)
  await using hand = await joined(dora, id)
  await begin(hand, id)
  for (const wrong of [
    { error_ms: 1e9 },
    { error_ms: -1e9 },
    { error_ms: '4' },
    { error_ms: undefined },
    { state: 'dancing' },
    { state: undefined },
  ]) {
    expect(await expectError(hand, report(id, wrong))).toMatchObject({ code: 'invalid' })
  }
  expect(reportsIn(ear.events)).toEqual([])
  const began = performance.now()
  for (let n = 0; n < 50; n++) hand.send(report(id, { error_ms: n }))
  await hand.settled()
  await ear.settled()
  const heard = reportsIn(ear.events).map((event) => event.error_ms)
  expect(heard.slice(0, 2)).toEqual([0, 1])
  // Two at once, and two more for each second that it took.
  expect(heard.length).toBeLessThanOrEqual(2 + Math.ceil(((performance.now() - began) / 1000) * 2))
  expect(hand.waiting('error')).toEqual([])
  // Each connection has its own pace, and it recovers.
  ear.send(report(id, { error_ms: 100 }))
  await hand.next('shareplay_report', (event) => event.error_ms === 100)
  await expect
    .poll(async () => {
      hand.send(report(id, { error_ms: 200 }))
      await ear.settled()
      return reportsIn(ear.events).at(-1)?.error_ms
    })
    .toBe(200)
})

test('[SP43] who reported and then left, lost access or is gone is told once more, as idle', async () => {
  const { id } = await cell()
  await using ear = await joined(anna, id)
  await begin(ear, id)
  const ends: ((socket: Socket) => unknown)[] = [
    (socket) => socket.send({ type: 'leave', channel_id: id }),
    (socket) => socket.terminate(),
    () => anna.post(`/api/channels/${id}/members`, { remove: [bert.id] }),
  ]
  for (const end of ends) {
    await using socket = await joined(bert, id)
    socket.send(report(id))
    await ear.next('shareplay_report')
    await Promise.resolve(end(socket))
    const idle = { user_id: bert.id, session_id: socket.id, error_ms: null, state: 'idle' }
    expect(await ear.next('shareplay_report')).toMatchObject(idle)
  }
  await ear.none('shareplay_report')
})
