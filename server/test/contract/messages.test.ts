import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure, expectRefused } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { expectFields, Message, ReactionsReply, TIME, UUID } from '../shapes.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

const FIELDS = 'id channel_id user_id content file_url filename file_size created_at edited_at reactions'.split(' ')
const ADDITIONS = 'seq change client_id file_type file_width file_height reply_to'.split(' ')
const cell = () => anna.channel({ name: 'cell', is_private: true, members: [bert.id] })
const post = (who: Person, id: string, body: object) => who.post(`/api/channels/${id}/messages`, body)

/** A channel with so many messages, `0` the oldest. */
async function filled(count: number) {
  const { id } = await cell()
  const messages: Message[] = []
  for (let n = 0; n < count; n += 1) messages.push(await anna.say(id, `${n}`))
  return { id, messages }
}
const texts = (messages: Message[]) => messages.map((message) => Number(message.content))

test('[MS1] all fields are always present', async () => {
  const { id } = await cell()
  const plain = await anna.say(id, 'plain')
  const filed = await anna.say(id, 'with file', { file_id: await anna.file('x', 'x.txt') })
  for (const message of [plain, filed, ...(await bert.history(id))]) {
    expectFields(message, FIELDS, ADDITIONS)
    expectFields(message, [...FIELDS, ...ADDITIONS])
  }
  expect(plain).toMatchObject({ channel_id: id, user_id: anna.id, content: 'plain', edited_at: null, reactions: [] })
  expect(plain).toMatchObject({ file_url: null, filename: null, file_size: null, client_id: null })
  expect([plain.id, plain.created_at]).toEqual([expect.stringMatching(UUID), expect.stringMatching(TIME)])
})

test('[MS2] newest first, 50 by default', async () => {
  const { id } = await filled(53)
  expect(texts(await bert.history(id))).toEqual(Array.from({ length: 50 }, (_, n) => 52 - n))
})

test('[MS3] limit is clamped to 1–200', async () => {
  const { id } = await filled(3)
  for (let n = 3; n < 205; n += 1) await anna.say(id, `${n}`)
  const count = async (limit: string) => (await bert.history(id, { limit })).length
  expect(await count('2')).toBe(2)
  expect(await count('0')).toBe(1)
  expect(await count('-5')).toBe(1)
  expect(await count('200')).toBe(200)
  expect(await count('100000')).toBe(200)
})

test('[MS4] before gives what is strictly older', async () => {
  const { id, messages } = await filled(6)
  const before = String(messages[3]?.id)
  expect(texts(await bert.history(id, { before }))).toEqual([2, 1, 0])
  expect(texts(await bert.history(id, { before, limit: '2' }))).toEqual([2, 1])
  expect(await bert.history(id, { before: String(messages[0]?.id) })).toEqual([])
})

test('[MS5] before may be a deleted message', async () => {
  const { id, messages } = await filled(4)
  expectEmpty(await anna.delete(`/api/messages/${messages[2]?.id}`))
  expect(texts(await bert.history(id, { before: String(messages[2]?.id) }))).toEqual([1, 0])
})

test('[MS6] before an unknown message is a 404', async () => {
  const { id } = await filled(1)
  const elsewhere = await filled(1)
  for (const before of [randomUUID(), String(elsewhere.messages[0]?.id)]) {
    expectFailure(await bert.get(`/api/channels/${id}/messages?before=${before}`), 404)
    expectFailure(await bert.get(`/api/channels/${id}/messages?around=${before}`), 404)
  }
})

test('[MS7] after_seq gives what comes after, oldest first', async () => {
  const { id } = await filled(6)
  expect(texts(await bert.history(id, { after_seq: '3' }))).toEqual([3, 4, 5])
  expect(texts(await bert.history(id, { after_seq: '0', limit: '2' }))).toEqual([0, 1])
  expect(await bert.history(id, { after_seq: '6' })).toEqual([])
})

test('[MS8] around gives the neighbours, newest first', async () => {
  const { id, messages } = await filled(9)
  const around = texts(await bert.history(id, { around: String(messages[4]?.id), limit: '5' }))
  expect(around).toContain(4)
  expect(around.length).toBeLessThanOrEqual(5)
  expect(around).toEqual(around.toSorted((a, b) => b - a))
  expect([around.some((n) => n > 4), around.some((n) => n < 4)]).toEqual([true, true])
})

test('[MS9] POST gives the Message, as the history has it', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'hello')
  expect(await bert.history(id)).toEqual([said])
})

test('[MS10] blank and no file is a 400', async () => {
  const { id } = await cell()
  for (const body of [{}, { content: '' }, { content: ' \n\t ' }, { content: null }, { content: '', file_id: null }]) {
    expectFailure(await post(anna, id, body), 400)
  }
  expect(await anna.history(id)).toEqual([])
})

test('[MS11] a file alone is a message', async () => {
  const { id } = await cell()
  const file_id = await anna.file('12345', 'five.txt')
  const message = (await post(anna, id, { file_id })).as(Message)
  expect(message).toMatchObject({ content: null, filename: 'five.txt', file_size: 5 })
  expect((await room.nobody.get(String(message.file_url))).text).toBe('12345')
  expect(await bert.history(id)).toEqual([message])
})

test("[MS12] somebody else's upload cannot be attached", async () => {
  const { id } = await cell()
  const file_id = await anna.file('mine', 'mine.txt')
  expectRefused(await post(bert, id, { content: 'x', file_id }))
  expectRefused(await post(bert, id, { content: 'x', file_id: randomUUID() }))
  expectRefused(await post(bert, id, { content: 'x', file_id: 'x' }))
  expect(await anna.history(id)).toEqual([])
})

test('[MS13] a client_id gives the first message again', async () => {
  const { id } = await cell()
  const client_id = randomUUID()
  const first = await anna.say(id, 'once', { client_id })
  expect(first.client_id).toBe(client_id)
  const again = await anna.say(id, 'once', { client_id })
  expect([again.id, again.seq]).toEqual([first.id, first.seq])
  await using socket = await anna.connect()
  socket.send({ type: 'chat_message', channel_id: id, content: 'once', client_id })
  await socket.settled()
  expect(await anna.history(id)).toHaveLength(1)
  expect((await anna.say(id, 'next')).seq).toBe(2)
})

test('[MS14] the same client_id with another content is a 409', async () => {
  const { id } = await cell()
  const client_id = randomUUID()
  await anna.say(id, 'once', { client_id })
  expectFailure(await post(anna, id, { content: 'twice', client_id }), 409)
  expect(await anna.history(id)).toHaveLength(1)
})

test('[MS15] a client_id belongs to its user', async () => {
  const { id } = await cell()
  const client_id = randomUUID()
  const [one, other] = [await anna.say(id, 'same', { client_id }), await bert.say(id, 'same', { client_id })]
  expect(one.id).not.toBe(other.id)
})

test('[MS16] PATCH by the author', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'tpyo')
  const edited = (await anna.patch(`/api/messages/${said.id}`, { content: 'typo' })).as(Message)
  expectFields(edited, FIELDS, ADDITIONS)
  expect(edited).toMatchObject({ id: said.id, content: 'typo', created_at: said.created_at, seq: said.seq })
  expect(edited.edited_at).toMatch(TIME)
  expect(await bert.history(id)).toEqual([edited])
})

test('[MS17] PATCH by anyone else is a 403', async () => {
  const { id } = await cell()
  const said = await bert.say(id, 'mine')
  expectFailure(await anna.patch(`/api/messages/${said.id}`, { content: 'yours' }), 403)
  expect((await bert.history(id))[0]?.content).toBe('mine')
})

test('[MS18] PATCH by an author who left is refused', async () => {
  const channel = await anna.channel({ name: 'public' })
  const said = await bert.say(channel.id, 'mine')
  await bert.post(`/api/channels/${channel.id}/leave`)
  expectFailure(await bert.patch(`/api/messages/${said.id}`, { content: 'still mine' }), 403, 'not_a_member')
  expect((await anna.history(channel.id))[0]?.content).toBe('mine')
})

test('[MS19] DELETE by the author', async () => {
  const { id, messages } = await filled(3)
  expectEmpty(await anna.delete(`/api/messages/${messages[1]?.id}`))
  expect(texts(await bert.history(id))).toEqual([2, 0])
  expect(texts(await bert.history(id, { after_seq: '0' }))).toEqual([0, 2])
})

test('[MS20] DELETE by a manager, not by another member', async () => {
  const { id } = await cell()
  const [mine, theirs] = [await anna.say(id, 'mine'), await bert.say(id, 'theirs')]
  expectFailure(await bert.delete(`/api/messages/${mine.id}`), 403)
  expectEmpty(await anna.delete(`/api/messages/${theirs.id}`))
  expect((await bert.history(id)).map((one) => one.id)).toEqual([mine.id])
})

test('[MS21] a file goes with its last reference', async () => {
  const { id } = await cell()
  const file_id = await anna.file('shared', 'shared.txt')
  const one = await anna.say(id, 'one', { file_id })
  const two = await anna.say(id, 'two', { file_id })
  expectEmpty(await anna.delete(`/api/messages/${one.id}`))
  expect((await room.nobody.get(String(two.file_url))).text).toBe('shared')
  expectEmpty(await anna.delete(`/api/messages/${two.id}`))
  expectFailure(await room.nobody.get(String(two.file_url)), 404)
})

test('[MS22] PUT a reaction toggles', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'react')
  const put = async (who: Person) =>
    (await who.put(`/api/messages/${said.id}/reactions/${encodeURIComponent('👍🏽')}`)).as(ReactionsReply)
  expect(await put(bert)).toEqual({ reactions: [{ emoji: '👍🏽', users: [bert.id], count: 1 }] })
  const both = await put(anna)
  expect(both.reactions).toHaveLength(1)
  expect(both.reactions[0]).toMatchObject({ emoji: '👍🏽', count: 2 })
  expect(both.reactions[0]?.users.toSorted()).toEqual([anna.id, bert.id].toSorted())
  expect((await bert.history(id))[0]?.reactions).toEqual(both.reactions)
  expect(await put(bert)).toEqual({ reactions: [{ emoji: '👍🏽', users: [anna.id], count: 1 }] })
  expect(await put(anna)).toEqual({ reactions: [] })
})

test('[MS23] GET reactions is the bare array', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'react')
  expect((await bert.get(`/api/messages/${said.id}/reactions`)).body).toEqual([])
  await bert.put(`/api/messages/${said.id}/reactions/party-parrot`)
  const expected = [{ emoji: 'party-parrot', users: [bert.id], count: 1 }]
  expect((await anna.get(`/api/messages/${said.id}/reactions`)).body).toEqual(expected)
})

test('[MS24] an emoji is up to 64 bytes', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'react')
  const put = (emoji: string) => anna.put(`/api/messages/${said.id}/reactions/${encodeURIComponent(emoji)}`)
  expect((await put('é'.repeat(32))).status).toBe(200)
  expectFailure(await put('é'.repeat(33)), 400)
  expectFailure(await put('x'.repeat(65)), 400)
})

test('[MS25] seq is per channel, starts at 1 and has no gaps', async () => {
  const { id, messages } = await filled(5)
  expect(messages.map((message) => message.seq)).toEqual([1, 2, 3, 4, 5])
  expectEmpty(await anna.delete(`/api/messages/${messages[4]?.id}`))
  expectFailure(await post(anna, id, { content: '' }), 400)
  expect((await anna.say(id, '6')).seq).toBe(6)
  const other = await filled(2)
  expect(other.messages.map((message) => message.seq)).toEqual([1, 2])
})

test('[MS26] content comes back as it was sent', async () => {
  const { id } = await cell()
  const contents = ['<b>&amp;</b>', 'a\r\nb\tc', '👨‍👩‍👧‍👦 ﷽ é é', '"\\u0041\\', '‮rtl', "'; DROP TABLE messages; --"]
  for (const content of contents) expect((await anna.say(id, content)).content).toBe(content)
  expect((await bert.history(id)).map((one) => one.content)).toEqual(contents.toReversed())
})

test('[MS27] a message that does not exist is a 404', async () => {
  const { id } = await cell()
  const said = await anna.say(id, 'deleted')
  expectEmpty(await anna.delete(`/api/messages/${said.id}`))
  for (const gone of [randomUUID(), said.id]) {
    expectFailure(await anna.patch(`/api/messages/${gone}`, { content: 'x' }), 404)
    expectFailure(await anna.delete(`/api/messages/${gone}`), 404)
    expectFailure(await anna.put(`/api/messages/${gone}/reactions/x`), 404)
    expectFailure(await anna.get(`/api/messages/${gone}/reactions`), 404)
  }
})
