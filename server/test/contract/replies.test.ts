import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { expectError } from '../realtime.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Changed, Message, SearchPage } from '../shapes.ts'

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
const post = (who: Person, id: string, body: object) => who.post(`/api/channels/${id}/messages`, body)
const changes = async (id: string) =>
  (await bert.get(`/api/channels/${id}/messages?changed_after=0&limit=200`)).as(z.array(Changed))

test('[MS28] reply_to goes with the message, wherever messages are given', async () => {
  const { id } = await cell()
  await using socket = await bert.connect()
  const asked = await anna.say(id, 'does a pangolin swim?')
  const answer = await bert.say(id, 'every pangolin does', { reply_to: asked.id })
  const again = await anna.say(id, 'so it does', { reply_to: answer.id })
  const own = (await post(bert, id, { file_id: await bert.file('x', 'x.txt'), reply_to: answer.id })).as(Message)
  expect([asked, answer, again, own].map((one) => one.reply_to)).toEqual([null, asked.id, answer.id, answer.id])
  for (const said of [asked, answer, again, own]) {
    expect(await socket.next('message_created', (event) => event.id === said.id)).toMatchObject(said)
  }
  expect(await bert.history(id)).toEqual([own, again, answer, asked])
  expect(await bert.history(id, { after_seq: '1' })).toEqual([answer, again, own])
  expect(await changes(id)).toEqual([asked, answer, again, own])
  const found = (await anna.get('/api/search?q=pangolin')).as(SearchPage)
  expect(found.results.map(({ message }) => message)).toEqual([answer, asked])
  const edited = (await bert.patch(`/api/messages/${answer.id}`, { content: 'most do' })).as(Message)
  expect(edited.reply_to).toBe(asked.id)
})

test('[MS29] a reply by frame', async () => {
  const { id } = await cell()
  await using socket = await bert.connect()
  const asked = await anna.say(id, 'well?')
  const client_id = randomUUID()
  const frame = { type: 'chat_message', channel_id: id, content: 'well.', reply_to: asked.id, client_id }
  socket.send(frame)
  const event = await socket.next('message_created', (one) => one.client_id === client_id)
  const [stored] = await bert.history(id)
  expect(stored?.reply_to).toBe(asked.id)
  expect(event).toEqual({ type: 'message_created', ...stored })
  const refused = { ...frame, client_id: randomUUID(), reply_to: randomUUID() }
  expect(await expectError(socket, refused)).toMatchObject({ code: 'reply_invalid', in_reply_to: refused.client_id })
  expect(await bert.history(id)).toHaveLength(2)
})

test('[MS30] reply_to what is not in the channel, or not any more', async () => {
  const [one, other] = [await cell(), await cell()]
  const [here, elsewhere, gone] = [
    await anna.say(one.id, 'here'),
    await anna.say(other.id, 'elsewhere'),
    await anna.say(one.id, 'gone'),
  ]
  expectEmpty(await anna.delete(`/api/messages/${gone.id}`))
  for (const reply_to of [elsewhere.id, gone.id, randomUUID(), 'x', here.id.toUpperCase(), "' OR 1=1 --"]) {
    expectFailure(await post(bert, one.id, { content: 'what?', reply_to }), 400, 'reply_invalid')
  }
  expectFailure(await post(bert, one.id, { content: 'what?', reply_to: 7 }), 400)
  expect(await bert.history(one.id)).toEqual([here])
  expect((await bert.say(one.id, 'next')).seq).toBe(3)
})

test('[MS30] a reply that races with the deletion comes before it or is refused', async () => {
  const { id } = await cell()
  for (let round = 0; round < 20; round += 1) {
    const asked = await anna.say(id, 'well?')
    const [reply] = await Promise.all([
      post(bert, id, { content: 'well.', reply_to: asked.id }),
      anna.delete(`/api/messages/${asked.id}`),
    ])
    const deleted = (await changes(id)).find((one) => one.id === asked.id)
    if (reply.status === 200) expect(reply.as(Message).change).toBeLessThan(deleted?.change ?? 0)
    else expectFailure(reply, 400, 'reply_invalid')
  }
})

test('[MS31] reply_to a message that one may not read is as to none at all', async () => {
  const secret = await anna.channel({ name: 'secret', is_private: true })
  const said = await anna.say(secret.id, 'hush')
  const { id } = await cell()
  const to = (reply_to: string) => post(bert, id, { content: 'what?', reply_to })
  expect((await to(said.id)).body).toEqual((await to(randomUUID())).body)
  const into = (channelId: string) => post(bert, channelId, { content: 'x', reply_to: said.id })
  const [unseen, unknown] = [await into(secret.id), await into(randomUUID())]
  expect([unseen.status, unseen.body]).toEqual([404, unknown.body])
})

test('[MS32] the message replied to is deleted', async () => {
  const { id } = await cell()
  const asked = await anna.say(id, 'well?')
  const answer = await bert.say(id, 'well.', { reply_to: asked.id })
  const more = await bert.say(id, 'quite well.', { reply_to: answer.id })
  expectEmpty(await anna.delete(`/api/messages/${asked.id}`))
  expect(await bert.history(id)).toEqual([more, answer])
  expectEmpty(await bert.delete(`/api/messages/${answer.id}`))
  expect(await bert.history(id)).toEqual([more])
  const deleted = (await changes(id)).find((one) => one.id === answer.id)
  expect(deleted).toMatchObject({ content: null, reply_to: null, deleted_at: expect.any(String) })
})

test('[MS33] a retry of a reply', async () => {
  const { id } = await cell()
  const [asked, also] = [await anna.say(id, 'well?'), await anna.say(id, 'and?')]
  const body = { content: 'well.', client_id: randomUUID(), reply_to: asked.id }
  const first = (await post(bert, id, body)).as(Message)
  expect((await post(bert, id, body)).as(Message)).toEqual(first)
  for (const reply_to of [also.id, null, randomUUID()]) {
    expectFailure(await post(bert, id, { ...body, reply_to }), 409, 'client_id_reused')
  }
  expectEmpty(await anna.delete(`/api/messages/${asked.id}`))
  expect((await post(bert, id, body)).as(Message)).toEqual(first)
  expect(await bert.history(id)).toHaveLength(2)
})
