import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure, expectSame } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Channel, expectFields, Unknowns, Unread } from '../shapes.ts'

let room: TestRoom
let owner: Person
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  owner = await room.owner()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

const FIELDS = ['id', 'name', 'is_voice', 'is_private', 'is_owner', 'last_message_at']
const list = async (who: Person, query = '') => (await who.get(`/api/channels${query}`)).as(z.array(Channel))
const seen = async (who: Person, id: string) => (await list(who)).find((channel) => channel.id === id)
const cell = (...members: Person[]) =>
  anna.channel({ name: 'cell', is_private: true, members: members.map((one) => one.id) })

test('[CH1] a Channel has its exact fields', async () => {
  const created = await anna.channel({ name: 'fields' })
  expectFields(created, FIELDS, ['last_seq', 'unread_count'])
  expectFields(await seen(bert, created.id), FIELDS, ['last_seq', 'unread_count'])
})

test('[CH2] the list has your channels by creation', async () => {
  const made = [await cell(bert), await anna.channel({ name: 'a' }), await cell(), await cell(bert)]
  const ids = (await list(bert)).map((channel) => channel.id)
  const own = made.map((channel) => channel.id).filter((id) => ids.includes(id))
  expect(own).toEqual([made[0]?.id, made[1]?.id, made[3]?.id])
  expect(ids.filter((id) => own.includes(id))).toEqual(own)
})

test('[CH3] joinable lists public channels that you left', async () => {
  const channel = await anna.channel({ name: 'left behind' })
  expect((await list(bert, '?joinable=true')).map((one) => one.id)).not.toContain(channel.id)
  expectEmpty(await bert.post(`/api/channels/${channel.id}/leave`))
  expect((await list(bert, '?joinable=true')).map((one) => one.id)).toContain(channel.id)
  expect((await list(bert)).map((one) => one.id)).not.toContain(channel.id)
  const secret = await cell(bert)
  expectEmpty(await bert.post(`/api/channels/${secret.id}/leave`))
  expect((await list(bert, '?joinable=true')).map((one) => one.id)).not.toContain(secret.id)
})

test('[CH4] every user is a member of a new public channel', async () => {
  const channel = await anna.channel({ name: 'for all' })
  for (const who of [owner, anna, bert]) expect(await seen(who, channel.id)).toBeDefined()
  expect((await bert.say(channel.id, 'hello')).seq).toBe(1)
})

test('[CH5] a new private channel has its creator and members', async () => {
  const channel = await cell(bert)
  const carl = await room.person('carl')
  expect([await seen(anna, channel.id), await seen(bert, channel.id)]).toEqual([expect.anything(), expect.anything()])
  expect([await seen(owner, channel.id), await seen(carl, channel.id)]).toEqual([undefined, undefined])
})

test('[CH6] an unknown member: 400 and nothing is created', async () => {
  const before = await list(anna)
  const members = [bert.id, randomUUID()]
  expectFailure(await anna.post('/api/channels', { name: 'ghosts', is_private: true, members }), 400)
  expect(await list(anna)).toEqual(before)
})

test('[CH7] names have 1–100 characters', async () => {
  for (const name of ['', '   ', 'x'.repeat(101), '😀'.repeat(101)]) {
    expectFailure(await anna.post('/api/channels', { name, is_private: true }), 400)
  }
  for (const name of ['x', 'x'.repeat(100), '😀'.repeat(100)]) {
    expect((await anna.channel({ name, is_private: true })).name).toBe(name)
  }
})

test('[CH8] the defaults, and whose it is', async () => {
  const channel = await anna.channel({ name: 'default' })
  expect(channel).toMatchObject({ is_voice: false, is_private: false, is_owner: true, last_message_at: null })
  expect(await seen(bert, channel.id)).toMatchObject({ is_owner: false })
  expect(await anna.channel({ name: 'voice', is_voice: true })).toMatchObject({ is_voice: true })
})

test('[CH9] last_message_at and last_seq follow the newest message', async () => {
  const channel = await cell(bert)
  await anna.say(channel.id, 'one')
  const two = await bert.say(channel.id, 'two')
  expect(await seen(anna, channel.id)).toMatchObject({ last_message_at: two.created_at, last_seq: 2 })
})

test('[CH10] PATCH by the owner is empty and changes the channel', async () => {
  const channel = await cell(bert)
  expectEmpty(await anna.patch(`/api/channels/${channel.id}`, { name: 'patched', is_voice: true }))
  expect(await seen(bert, channel.id)).toMatchObject({ name: 'patched', is_voice: true, is_private: true })
  expectEmpty(await anna.patch(`/api/channels/${channel.id}`, {}))
  expectFailure(await anna.patch(`/api/channels/${channel.id}`, { name: 'x'.repeat(101) }), 400)
  expect(await seen(bert, channel.id)).toMatchObject({ name: 'patched' })
})

test('[CH11] PATCH by a member or a manager is a 403', async () => {
  const channel = await cell(bert)
  expectFailure(await bert.patch(`/api/channels/${channel.id}`, { name: 'mine' }), 403)
  const set = [{ user_id: bert.id, can_write: true, can_manage: true }]
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { set }))
  expectFailure(await bert.patch(`/api/channels/${channel.id}`, { name: 'mine' }), 403)
})

test('[CH12] made private, members stay and it vanishes for others', async () => {
  const carl = await room.person('carl')
  const channel = await anna.channel({ name: 'to be private' })
  expectEmpty(await carl.post(`/api/channels/${channel.id}/leave`))
  expectEmpty(await anna.patch(`/api/channels/${channel.id}`, { is_private: true }))
  expect(await seen(bert, channel.id)).toMatchObject({ is_private: true })
  expect((await bert.say(channel.id, 'still here')).seq).toBe(1)
  const unknown = await carl.get(`/api/channels/${randomUUID()}/messages`)
  expectSame(await carl.get(`/api/channels/${channel.id}/messages`), unknown)
  expectFailure(await carl.post(`/api/channels/${channel.id}/join`), 404)
  expect((await list(carl, '?joinable=true')).map((one) => one.id)).not.toContain(channel.id)
  const late = await room.person('late')
  expect(await seen(late, channel.id)).toBeUndefined()
})

test('[CH13] DELETE by a manager, then it is unknown to everybody', async () => {
  const channel = await cell(bert)
  const message = await anna.say(channel.id, 'gone soon')
  const set = [{ user_id: bert.id, can_write: true, can_manage: true }]
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { set }))
  expectEmpty(await bert.delete(`/api/channels/${channel.id}`))
  for (const who of [anna, bert, owner]) {
    expectSame(
      await who.get(`/api/channels/${channel.id}/messages`),
      await who.get(`/api/channels/${randomUUID()}/messages`),
    )
    expectFailure(await who.get(`/api/messages/${message.id}/reactions`), 404)
    expectFailure(await who.delete(`/api/channels/${channel.id}`), 404)
    expect(await seen(who, channel.id)).toBeUndefined()
  }
})

test('[CH14] DELETE by a plain member is a 403', async () => {
  const channel = await cell(bert)
  expectFailure(await bert.delete(`/api/channels/${channel.id}`), 403)
  expect(await seen(anna, channel.id)).toBeDefined()
})

test('[CH15] an admin may PATCH and DELETE every channel', async () => {
  const channel = await cell()
  expectEmpty(await owner.patch(`/api/channels/${channel.id}`, { name: 'tidied' }))
  expect(await seen(anna, channel.id)).toMatchObject({ name: 'tidied' })
  expectEmpty(await owner.delete(`/api/channels/${channel.id}`))
  expect(await seen(anna, channel.id)).toBeUndefined()
})

const marker = async (who: Person, id: string) =>
  (await who.get('/api/channels/unread')).as(z.array(Unread)).find((one) => one.channel_id === id)

test('[CH16] read never moves backwards', async () => {
  const channel = await cell(bert)
  const [one, two] = [await anna.say(channel.id, 'one'), await anna.say(channel.id, 'two')]
  expectEmpty(await bert.post(`/api/channels/${channel.id}/read`, { message_id: two.id }))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/read`, { message_id: one.id }))
  expect((await marker(bert, channel.id))?.last_read_message_id).toBe(two.id)
})

test('[CH17] read and notified want a message of this channel', async () => {
  const [channel, other] = [await cell(bert), await cell(bert)]
  const elsewhere = await anna.say(other.id, 'elsewhere')
  for (const verb of ['read', 'notified']) {
    for (const message_id of [elsewhere.id, randomUUID()]) {
      expectFailure(await bert.post(`/api/channels/${channel.id}/${verb}`, { message_id }), 404)
    }
  }
  expect((await marker(bert, channel.id))?.last_read_message_id).toBeNull()
})

test('[CH18] notified is empty', async () => {
  const channel = await cell(bert)
  const [one, two] = [await anna.say(channel.id, 'one'), await anna.say(channel.id, 'two')]
  expectEmpty(await bert.post(`/api/channels/${channel.id}/notified`, { message_id: two.id }))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/notified`, { message_id: one.id }))
  expect((await marker(bert, channel.id))?.last_read_message_id).toBeNull()
})

test('[CH19] ownership', async () => {
  const channel = await cell(bert)
  expect((await anna.get(`/api/channels/${channel.id}/ownership`)).body).toEqual({ is_owner: true })
  expect((await bert.get(`/api/channels/${channel.id}/ownership`)).body).toEqual({ is_owner: false })
})

test('[CH32] info', async () => {
  const channel = await cell(bert)
  await anna.say(channel.id, 'one')
  await bert.say(channel.id, 'two')
  const info = (await bert.get(`/api/channels/${channel.id}/info`)).as(Unknowns)
  expectFields(info, ['name', 'owner_username', 'created_at', 'message_count'])
  expect(info).toMatchObject({ name: 'cell', owner_username: anna.username, message_count: 2 })
})
