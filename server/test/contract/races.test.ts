import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { AuthReply, Invite, Message } from '../shapes.ts'

/** A short form of the races: the long ones have a place of their own. */
const PARALLEL = 40

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
  await room.owner()
})
afterAll(() => room.close())

const all = <T>(act: (n: number) => Promise<T>) => Promise.all(Array.from({ length: PARALLEL }, (_, n) => act(n)))
const count = (statuses: number[], status: number) => statuses.filter((one) => one === status).length

test('[RC1] parallel registrations of one name', async () => {
  const replies = await all((n) =>
    room.nobody.post('/api/auth/register', { username: n % 2 === 0 ? 'Racer' : 'RACER', password: PASSWORD }),
  )
  const statuses = replies.map((reply) => reply.status)
  expect([count(statuses, 200), count(statuses, 409)]).toEqual([1, PARALLEL - 1])
})

test('[RC2] parallel redemptions of one invite', async () => {
  const anna = await room.person('anna')
  const { code } = (await anna.post('/api/invites')).as(Invite)
  const replies = await all((n) =>
    room.nobody.post('/api/auth/register', { username: `redeemer ${n}`, password: PASSWORD, invite_code: code }),
  )
  const statuses = replies.map((reply) => reply.status)
  expect([count(statuses, 200), count(statuses, 400)]).toEqual([1, PARALLEL - 1])
})

test('[RC3] parallel refreshes of one token', async () => {
  const { refresh_token_id, refresh_token } = (await room.person('anna')).auth
  const replies = await all(() => room.nobody.post('/api/auth/refresh', { refresh_token_id, refresh_token }))
  const successors = replies.map((reply) => reply.as(AuthReply).refresh_token)
  expect(new Set(successors).size).toBe(1)
})

test("[RC4] a member's removal against parallel posts", async () => {
  const [anna, bert] = [await room.person('anna'), await room.person('bert')]
  const { id } = await anna.channel({ name: 'race', is_private: true, members: [bert.id] })
  await using ear = await anna.connect()
  await using removed = await bert.connect()
  const posts = all((n) => bert.post(`/api/channels/${id}/messages`, { content: `${n}` }))
  await anna.post(`/api/channels/${id}/members`, { remove: [bert.id] })
  const [last] = await anna.history(id)
  const replies = await posts
  const landed = replies.filter((reply) => reply.status === 200).map((reply) => reply.as(Message).id)
  const statuses = replies.map((reply) => reply.status)
  expect(count(statuses, 200) + count(statuses, 404)).toBe(PARALLEL)
  const history = await anna.history(id, { limit: '200' })
  expect(history[0]).toEqual(last)
  expect(history.map((message) => message.id).toSorted()).toEqual(landed.toSorted())
  const marker = await anna.say(id, 'marker')
  await ear.next('message_created', (event) => event.id === marker.id)
  await removed.none('message_created', 0, (event) => event.id === marker.id)
})

test('[RC5] parallel posts have gap-free seq', async () => {
  const [anna, bert] = [await room.person('anna'), await room.person('bert')]
  const { id } = await anna.channel({ name: 'race', is_private: true, members: [bert.id] })
  const said = await all((n) => (n % 2 === 0 ? anna : bert).say(id, `${n}`))
  expect(said.map((message) => message.seq).toSorted((a, b) => a - b)).toEqual(said.map((_, n) => n + 1))
  const history = await anna.history(id, { after_seq: '0', limit: '200' })
  expect(history).toHaveLength(PARALLEL)
  expect(history.map((message) => message.id).toSorted()).toEqual(history.map((message) => message.id))
})

test('[RC6] parallel posts of one client_id are one message', async () => {
  const anna = await room.person('anna')
  const { id } = await anna.channel({ name: 'race', is_private: true })
  const client_id = randomUUID()
  await using socket = await anna.connect()
  const said = await all(() => anna.say(id, 'once', { client_id }))
  expect(new Set(said.map((message) => message.id)).size).toBe(1)
  const marker = await anna.say(id, 'marker')
  await socket.next('message_created', (event) => event.id === marker.id)
  expect(socket.events.filter((event) => event.type === 'message_created' && event.channel_id === id)).toHaveLength(2)
  const Page = z.array(Message)
  expect((await anna.get(`/api/channels/${id}/messages`)).as(Page)).toHaveLength(2)
})
