import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { joined } from '../realtime.ts'
import { expectFields } from '../shapes.ts'
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

test('[WS26] typing goes to joined connections, sender included', async () => {
  const { id } = await cell()
  await using near = await joined(bert, id)
  await using far = await bert.connect()
  await using sender = await joined(anna, id)
  for (const started of [true, false]) {
    sender.send(typing(id, started))
    for (const socket of [near, sender]) {
      const event = await socket.next('typing')
      expectFields(event, ['type', 'channel_id', 'user_id', 'started'])
      expect(event).toMatchObject({ channel_id: id, user_id: anna.id, started })
    }
  }
  await far.none('typing', 50)
})

test('[WS27] typing stops by itself without renewal', async () => {
  await using brief = await startRoom({ limits: { typing_ms: 300 } })
  const carl = await brief.register('carl')
  const { id } = await carl.channel({ name: 'x' })
  await using socket = await joined(carl, id)
  const at = Date.now()
  socket.send(typing(id, true))
  await socket.next('typing', (event) => event.started === true)
  await socket.next('typing', (event) => event.started === false)
  expect(Date.now() - at).toBeGreaterThanOrEqual(290)
})

test('[WS28] typing stops on leave', async () => {
  const { id } = await cell()
  await using near = await joined(bert, id)
  await using sender = await joined(anna, id)
  sender.send(typing(id, true))
  await near.next('typing', (event) => event.started === true)
  sender.send({ type: 'leave', channel_id: id })
  expect(await near.next('typing', undefined, 4_000)).toMatchObject({ user_id: anna.id, started: false })
})

test('[WS29] typing stops on disconnect', async () => {
  const { id } = await cell()
  await using near = await joined(bert, id)
  for (const end of ['close', 'terminate'] as const) {
    const sender = await joined(anna, id)
    sender.send(typing(id, true))
    await near.next('typing', (event) => event.started === true)
    await sender[end]()
    expect(await near.next('typing', undefined, 4_000)).toMatchObject({ user_id: anna.id, started: false })
  }
})

test("[WS30] typing stops on that user's message", async () => {
  const { id } = await cell()
  await using near = await joined(bert, id)
  await using sender = await joined(anna, id)
  const ways = [
    () => Promise.resolve(sender.send({ type: 'chat_message', channel_id: id, content: 'sent' })),
    () => anna.say(id, 'posted'),
  ]
  for (const way of ways) {
    sender.send(typing(id, true))
    await near.next('typing', (event) => event.started === true)
    await way()
    expect(await near.next('typing', undefined, 4_000)).toMatchObject({ user_id: anna.id, started: false })
  }
})
