import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Channel, expectFields, TIME, Unread } from '../shapes.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

const unread = async (who: Person) => (await who.get('/api/channels/unread')).as(z.array(Unread))
const of = async (who: Person, id: string) => (await unread(who)).find((row) => row.channel_id === id)
const cell = () => anna.channel({ name: 'cell', is_private: true, members: [bert.id] })

test('[UR1] every channel that you are a member of, null at first', async () => {
  const cells = [await cell(), await cell(), await anna.channel({ name: 'public' })]
  const alone = await anna.channel({ name: 'alone', is_private: true })
  const rows = await unread(bert)
  for (const row of rows) expectFields(row, ['channel_id', 'last_read_message_id', 'last_read_at'], ['unread_count'])
  expect(rows.map((row) => row.channel_id)).toEqual(expect.arrayContaining(cells.map((one) => one.id)))
  expect(rows.map((row) => row.channel_id)).not.toContain(alone.id)
  const row = rows.find((one) => one.channel_id === cells[0]?.id)
  expect(row).toMatchObject({ last_read_message_id: null, last_read_at: null, unread_count: 0 })
})

test('[UR2] the count of messages after the marker', async () => {
  const channel = await cell()
  const said = []
  for (let n = 0; n < 5; n += 1) said.push(await anna.say(channel.id, `${n}`))
  expect(await of(bert, channel.id)).toMatchObject({ unread_count: 5 })
  await bert.post(`/api/channels/${channel.id}/read`, { message_id: said[2]?.id })
  expect(await of(bert, channel.id)).toMatchObject({ unread_count: 2 })
  await bert.post(`/api/channels/${channel.id}/read`, { message_id: said[4]?.id })
  expect(await of(bert, channel.id)).toMatchObject({ unread_count: 0 })
})

test('[UR3] read sets the marker and its time', async () => {
  const channel = await cell()
  const message = await anna.say(channel.id, 'read me')
  await bert.post(`/api/channels/${channel.id}/read`, { message_id: message.id })
  const row = await of(bert, channel.id)
  expect(row).toMatchObject({ last_read_message_id: message.id, last_read_at: expect.stringMatching(TIME) })
})

test("[UR4] the Channel's unread_count is the same", async () => {
  const channel = await cell()
  await anna.say(channel.id, 'one')
  await anna.say(channel.id, 'two')
  const listed = (await bert.get('/api/channels')).as(z.array(Channel)).find((one) => one.id === channel.id)
  expect(listed?.unread_count).toBe(2)
  expect(await of(bert, channel.id)).toMatchObject({ unread_count: 2 })
})
