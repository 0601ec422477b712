import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure, expectRefused, expectSame } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Channel, expectFields, Unknowns } from '../shapes.ts'

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

const list = async (who: Person, query = '') => (await who.get(`/api/channels${query}`)).as(z.array(Channel))
const seen = async (who: Person, id: string) => (await list(who)).find((channel) => channel.id === id)
const cell = (...members: Person[]) =>
  anna.channel({ name: 'cell', is_private: true, members: members.map((one) => one.id) })

test('[CH20] join is empty and idempotent', async () => {
  const channel = await anna.channel({ name: 'revolving door' })
  expectEmpty(await bert.post(`/api/channels/${channel.id}/join`))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/leave`))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/join`))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/join`))
  expect((await bert.say(channel.id, 'back')).seq).toBe(1)
})

test('[CH21] leave is empty and idempotent', async () => {
  const channel = await anna.channel({ name: 'exit only' })
  expectEmpty(await bert.post(`/api/channels/${channel.id}/leave`))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/leave`))
  expect(await seen(bert, channel.id)).toBeUndefined()
})

test("[CH22] the owner's leaving hands over to the oldest manager", async () => {
  const [carl, dora] = [await room.person('carl'), await room.person('dora')]
  const channel = await cell()
  for (const one of [bert, carl, dora]) {
    expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { add: [one.id] }))
  }
  const set = [carl, dora].map((one) => ({ user_id: one.id, can_write: true, can_manage: true }))
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { set }))
  expectEmpty(await anna.post(`/api/channels/${channel.id}/leave`))
  expect((await carl.get(`/api/channels/${channel.id}/ownership`)).body).toEqual({ is_owner: true })
  for (const one of [bert, dora]) expect(await seen(one, channel.id)).toMatchObject({ is_owner: false })
})

test('[CH23] without a manager it goes to the oldest member', async () => {
  const carl = await room.person('carl')
  const channel = await cell()
  for (const one of [carl, bert]) {
    expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { add: [one.id] }))
  }
  expectEmpty(await anna.post(`/api/channels/${channel.id}/leave`))
  expect(await seen(carl, channel.id)).toMatchObject({ is_owner: true })
  expectEmpty(await carl.patch(`/api/channels/${channel.id}`, { name: 'inherited' }))
  expect(await seen(bert, channel.id)).toMatchObject({ is_owner: false, name: 'inherited' })
})

test('[CH24] the last one out of a private channel deletes it', async () => {
  const channel = await cell(bert)
  expectEmpty(await anna.post(`/api/channels/${channel.id}/leave`))
  expectEmpty(await bert.post(`/api/channels/${channel.id}/leave`))
  expectFailure(await owner.get(`/api/channels/${channel.id}/members`), 404)
})

test('[CH25] the members with their rights', async () => {
  const channel = await cell(bert)
  const rows = (await bert.get(`/api/channels/${channel.id}/members`)).as(z.array(Unknowns))
  for (const row of rows) expectFields(row, ['user_id', 'can_read', 'can_write', 'can_manage'])
  expect(rows.find((row) => row.user_id === anna.id)).toMatchObject({
    can_read: true,
    can_write: true,
    can_manage: true,
  })
  expect(rows.find((row) => row.user_id === bert.id)).toMatchObject({
    can_read: true,
    can_write: true,
    can_manage: false,
  })
  expect(rows).toHaveLength(2)
})

const rights = async (who: Person, id: string) =>
  Object.fromEntries(
    (await who.get(`/api/channels/${id}/members`)).as(z.array(Unknowns)).map((row) => [row.user_id, row]),
  )

test('[CH26] a manager adds, removes and sets members', async () => {
  const [carl, dora] = [await room.person('carl'), await room.person('dora')]
  const channel = await cell(bert)
  const change = (who: Person, body: object) => who.post(`/api/channels/${channel.id}/members`, body)
  expectEmpty(await change(anna, { add: [carl.id], set: [{ user_id: bert.id, can_write: true, can_manage: true }] }))
  expectEmpty(await change(bert, { add: [dora.id], remove: [carl.id] }))
  expectEmpty(await change(bert, { set: [{ user_id: dora.id, can_write: false, can_manage: false }] }))
  const now = await rights(bert, channel.id)
  expect(Object.keys(now).toSorted()).toEqual([anna.id, bert.id, dora.id].toSorted())
  expect(now[dora.id]).toMatchObject({ can_read: true, can_write: false, can_manage: false })
  expectEmpty(await change(bert, { add: [dora.id] }))
  expectEmpty(await change(bert, {}))
})

test('[CH27] a member without can_manage cannot change members', async () => {
  const carl = await room.person('carl')
  const channel = await cell(bert)
  for (const body of [
    { add: [carl.id] },
    { remove: [anna.id] },
    { set: [{ user_id: bert.id, can_write: true, can_manage: true }] },
  ]) {
    expectFailure(await bert.post(`/api/channels/${channel.id}/members`, body), 403)
  }
  expect((await rights(anna, channel.id))[bert.id]).toMatchObject({ can_manage: false })
})

test('[CH28] members change all or nothing', async () => {
  const carl = await room.person('carl')
  const channel = await cell(bert)
  const ghost = randomUUID()
  for (const body of [
    { add: [carl.id, ghost], remove: [bert.id] },
    { add: [carl.id], remove: [ghost] },
    { add: [carl.id], set: [{ user_id: ghost, can_write: true, can_manage: true }] },
  ]) {
    expectFailure(await anna.post(`/api/channels/${channel.id}/members`, body), 400)
    expect(Object.keys(await rights(anna, channel.id)).toSorted()).toEqual([anna.id, bert.id].toSorted())
  }
})

test('[CH29] the owner is neither removed nor demoted by others', async () => {
  const channel = await cell(bert)
  const promote = { set: [{ user_id: bert.id, can_write: true, can_manage: true }] }
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, promote))
  for (const who of [bert, owner]) {
    expectRefused(await who.post(`/api/channels/${channel.id}/members`, { remove: [anna.id] }))
    const set = [{ user_id: anna.id, can_write: false, can_manage: false }]
    expectRefused(await who.post(`/api/channels/${channel.id}/members`, { set }))
  }
  expect((await rights(anna, channel.id))[anna.id]).toMatchObject({ can_write: true, can_manage: true })
})

test('[CH30] an admin reads and changes the members of every channel', async () => {
  const channel = await cell()
  expect(Object.keys(await rights(owner, channel.id))).toEqual([anna.id])
  expectEmpty(await owner.post(`/api/channels/${channel.id}/members`, { add: [bert.id] }))
  expect(await seen(bert, channel.id)).toBeDefined()
})

test('[CH31] everything else of a private channel an admin does not see', async () => {
  const channel = await cell(bert)
  const message = await anna.say(channel.id, 'not for the admin')
  for (const path of ['messages', 'info', 'ownership']) {
    expectSame(
      await owner.get(`/api/channels/${channel.id}/${path}`),
      await owner.get(`/api/channels/${randomUUID()}/${path}`),
    )
  }
  expectFailure(await owner.post(`/api/channels/${channel.id}/messages`, { content: 'x' }), 404)
  expectFailure(await owner.delete(`/api/messages/${message.id}`), 404)
  expectFailure(await owner.get(`/api/messages/${message.id}/reactions`), 404)
  expectEmpty(await owner.post(`/api/channels/${channel.id}/members`, { add: [owner.id] }))
  expect((await owner.history(channel.id)).map((one) => one.id)).toEqual([message.id])
  expect(Object.keys(await rights(bert, channel.id))).toContain(owner.id)
})

test('[CH33] a public channel that you left: 403 not_a_member', async () => {
  const channel = await anna.channel({ name: 'left' })
  const message = await anna.say(channel.id, 'before')
  const { id } = channel
  expectEmpty(await bert.post(`/api/channels/${id}/leave`))
  const calls: [string, string, unknown?][] = [
    ['GET', `/api/channels/${id}/messages`],
    ['POST', `/api/channels/${id}/messages`, { content: 'x' }],
    ['POST', `/api/channels/${id}/read`, { message_id: message.id }],
    ['POST', `/api/channels/${id}/notified`, { message_id: message.id }],
    ['GET', `/api/channels/${id}/ownership`],
    ['GET', `/api/channels/${id}/members`],
    ['POST', `/api/channels/${id}/members`, { add: [bert.id] }],
    ['GET', `/api/channels/${id}/info`],
    ['PATCH', `/api/channels/${id}`, { name: 'x' }],
    ['DELETE', `/api/channels/${id}`],
    ['GET', `/api/messages/${message.id}/reactions`],
    ['PUT', `/api/messages/${message.id}/reactions/x`],
  ]
  for (const [method, path, json] of calls) expectFailure(await bert.ask(method, path, { json }), 403, 'not_a_member')
  expectEmpty(await bert.post(`/api/channels/${id}/join`))
  expect(await bert.history(id)).toHaveLength(1)
})

test('[CH34] a member without can_write reads and cannot post', async () => {
  const channel = await cell(bert)
  await anna.say(channel.id, 'read this')
  const set = [{ user_id: bert.id, can_write: false, can_manage: false }]
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { set }))
  expect(await bert.history(channel.id)).toHaveLength(1)
  expectFailure(await bert.post(`/api/channels/${channel.id}/messages`, { content: 'x' }), 403)
  expect(await anna.history(channel.id)).toHaveLength(1)
})

test('[CH35] a removed member is answered as for an unknown id', async () => {
  const channel = await cell(bert)
  const message = await bert.say(channel.id, 'mine')
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { remove: [bert.id] }))
  expectSame(
    await bert.get(`/api/channels/${channel.id}/messages`),
    await bert.get(`/api/channels/${randomUUID()}/messages`),
  )
  expectSame(
    await bert.patch(`/api/messages/${message.id}`, { content: 'x' }),
    await bert.patch(`/api/messages/${randomUUID()}`, { content: 'x' }),
  )
  expect(await seen(bert, channel.id)).toBeUndefined()
})
