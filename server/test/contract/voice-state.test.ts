import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Event, Person } from '../client.ts'
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

const cell = () => anna.channel({ name: 'call', is_voice: true, is_private: true, members: [bert.id] })
const tells = (channel_id: string, more: object = {}) => ({
  type: 'voice_state',
  channel_id,
  muted: true,
  deafened: false,
  sharing: false,
  ...more,
})
const statesIn = (events: readonly Event[]) => events.filter((event) => event.type === 'voice_state')

/** What somebody who joins now is told after `room_state`. */
async function toldNow(who: Person, channelId: string): Promise<Event[]> {
  await using socket = await joined(who, channelId)
  await socket.settled()
  return statesIn(socket.events)
}

test('[VS1] voice_state goes to joined connections and to the one that acts', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  await using far = await bert.connect()
  await using outside = await (await room.person('carl')).connect()
  await using caller = await inCall(anna, id)
  caller.send(tells(id, { deafened: true, sharing: true }))
  for (const socket of [watcher, caller]) {
    expect(await socket.next('voice_state')).toEqual({
      type: 'voice_state',
      channel_id: id,
      user_id: anna.id,
      session_id: caller.id,
      muted: true,
      deafened: true,
      sharing: true,
    })
  }
  for (const socket of [far, outside]) await socket.none('voice_state', 50)
})

test('[VS2] after room_state comes what each participant has told', async () => {
  const { id } = await cell()
  await using muted = await inCall(anna, id)
  await using plain = await inCall(bert, id)
  await using undone = await inCall(bert, id)
  muted.send(tells(id))
  undone.send(tells(id))
  undone.send(tells(id, { muted: false }))
  for (const socket of [muted, plain, undone]) await socket.settled()
  for (const type of ['join', 'join_call']) {
    await using late = await bert.connect()
    late.send({ type, channel_id: id })
    await late.settled()
    const told = late.events.filter((event) => event.type === 'room_state' || event.type === 'voice_state')
    expect(told).toEqual([
      expect.objectContaining({ type: 'room_state' }),
      { ...tells(id), user_id: anna.id, session_id: muted.id },
    ])
  }
})

test('[VS3] outside that call, or not in its form, it is an error', async () => {
  const [here, there] = [await cell(), await cell()]
  const secret = await anna.channel({ name: 'secret', is_private: true })
  await using socket = await joined(bert, here.id)
  expect(await expectError(socket, tells(here.id))).toMatchObject({ code: 'not_in_call', in_reply_to: 'voice_state' })
  socket.send({ type: 'join_call', channel_id: there.id })
  expect(await expectError(socket, tells(here.id))).toMatchObject({ code: 'not_in_call' })
  // One whom the channel is none of learns nothing from it.
  const [hidden, unknown] = [
    await expectError(socket, tells(secret.id)),
    await expectError(socket, tells(randomUUID())),
  ]
  expect(hidden).toEqual(unknown)
  for (const wrong of [{ muted: 'yes' }, { deafened: undefined }, { sharing: null }, { muted: 1 }]) {
    expect(await expectError(socket, tells(there.id, wrong))).toMatchObject({ code: 'invalid' })
  }
  socket.send({ type: 'leave_call', channel_id: there.id })
  expect(await expectError(socket, tells(there.id))).toMatchObject({ code: 'not_in_call' })
  expect(statesIn(socket.events)).toEqual([])
})

test('[VS4] it ends with voice_left', async () => {
  const [{ id }, other] = [await cell(), await cell()]
  await using caller = await inCall(bert, id)
  const member = (change: object) => anna.post(`/api/channels/${id}/members`, change)
  const ends: (() => unknown)[] = [
    () => caller.send({ type: 'leave_call', channel_id: id }),
    () => caller.send({ type: 'join_call', channel_id: other.id }),
    async () => [await member({ remove: [bert.id] }), await member({ add: [bert.id] })],
  ]
  for (const end of ends) {
    caller.send({ type: 'join_call', channel_id: id })
    caller.send(tells(id))
    await caller.settled()
    expect(await toldNow(anna, id)).toHaveLength(1)
    await Promise.resolve(end())
    await caller.settled()
    expect(await toldNow(anna, id)).toEqual([])
    caller.send({ type: 'join_call', channel_id: id })
    await caller.settled()
    expect(await toldNow(anna, id)).toEqual([])
  }
})

test('[VS5] a held session keeps it, and so do a resumed one and a displaced predecessor', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  const line = await anna.connect({ resume: '' })
  line.send({ type: 'join_call', channel_id: id })
  line.send(tells(id))
  await watcher.next('voice_state')
  await line.terminate()
  const kept = [{ ...tells(id), user_id: anna.id, session_id: line.id }]
  expect(await toldNow(bert, id)).toEqual(kept)

  const again = await anna.connect({ resume: line.id })
  again.send({ type: 'join_call', channel_id: id })
  expect(await again.next('voice_state')).toEqual(kept[0])
  expect(await toldNow(bert, id)).toEqual(kept)

  await using third = await anna.connect({ resume: line.id })
  await again.closed
  expect(await toldNow(bert, id)).toEqual(kept)
  third.send(tells(id, { muted: false }))
  expect(await watcher.next('voice_state')).toMatchObject({ session_id: line.id, muted: false })
  await watcher.none('voice_left')
})

test('[VS6] what is said again is said to nobody else', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  await using caller = await inCall(anna, id)
  for (let n = 0; n < 3; n += 1) caller.send(tells(id))
  await caller.settled()
  await watcher.settled()
  expect([statesIn(caller.events).length, statesIn(watcher.events).length]).toEqual([3, 1])
})

test('[VS7] a restarted server knows nothing of it until it is told again', async () => {
  await using brief = await startRoom()
  const [carl, dora] = [await brief.register('carl'), await brief.register('dora')]
  const { id } = await carl.channel({ name: 'call', is_private: true, members: [dora.id] })
  const before = await carl.connect({ resume: '' })
  before.send({ type: 'join_call', channel_id: id })
  before.send(tells(id))
  await before.settled()
  await brief.restart()
  await using watcher = await joined(dora, id)
  await using again = await carl.connect({ resume: before.id })
  expect(await expectError(again, tells(id))).toMatchObject({ code: 'not_in_call' })
  again.send({ type: 'join_call', channel_id: id })
  await watcher.next('voice_joined')
  await watcher.none('voice_state')
  again.send(tells(id))
  expect(await watcher.next('voice_state')).toMatchObject({ session_id: before.id, muted: true })
})

test('[VS8] each connection tells for itself, whatever it says of others', async () => {
  const { id } = await cell()
  await using watcher = await joined(bert, id)
  await using one = await inCall(anna, id)
  await using two = await inCall(anna, id)
  one.send(tells(id, { user_id: bert.id, session_id: two.id, from_user_id: bert.id }))
  expect(await watcher.next('voice_state')).toEqual({ ...tells(id), user_id: anna.id, session_id: one.id })
  two.send(tells(id, { muted: false, sharing: true }))
  expect(await watcher.next('voice_state')).toMatchObject({ session_id: two.id, muted: false, sharing: true })
  const told = await toldNow(bert, id)
  expect(new Set(told.map((event) => event.session_id))).toEqual(new Set([one.id, two.id]))
})
