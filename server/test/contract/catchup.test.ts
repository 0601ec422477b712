import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { numberOf } from '../client.ts'
import type { Person } from '../client.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Changed, Message, TIME } from '../shapes.ts'

let room: TestRoom
let anna: Person
let bert: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
  bert = await room.person('bert')
})
afterAll(() => room.close())

type Changed = z.infer<typeof Changed>
const cell = () => anna.channel({ name: 'cell', is_private: true, members: [bert.id] })
const changed = async (who: Person, id: string, after: number, limit?: number): Promise<Changed[]> => {
  const more = limit === undefined ? '' : `&limit=${limit}`
  return (await who.get(`/api/channels/${id}/messages?changed_after=${after}${more}`)).as(z.array(Changed))
}
const edit = async (who: Person, id: string, content: string) =>
  (await who.patch(`/api/messages/${id}`, { content })).as(Message)
const react = (who: Person, id: string) => who.put(`/api/messages/${id}/reactions/x`)

test('[CU1] changed_after gives what was created since, oldest change first', async () => {
  const { id } = await cell()
  const said = [await anna.say(id, 'a'), await bert.say(id, 'b'), await anna.say(id, 'c')]
  expect((await changed(bert, id, 0)).map((one) => one.id)).toEqual(said.map((one) => one.id))
  const since = await changed(bert, id, said[0]?.change ?? 0)
  expect(since.map((one) => one.content)).toEqual(['b', 'c'])
  expect(await changed(bert, id, said[2]?.change ?? 0)).toEqual([])
})

test('[CU2] edits and reactions bring a message again', async () => {
  const { id } = await cell()
  const [a, b, c] = [await anna.say(id, 'a'), await anna.say(id, 'b'), await anna.say(id, 'c')]
  await edit(anna, a.id, 'a2')
  await react(bert, b.id)
  const since = await changed(bert, id, c.change)
  expect(since.map((one) => one.content)).toEqual(['a2', 'b'])
  expect(since[1]?.reactions).toEqual([{ emoji: 'x', users: [bert.id], count: 1 }])
  await react(bert, b.id)
  expect((await changed(bert, id, since[1]?.change ?? 0)).map((one) => one.reactions)).toEqual([[]])
})

test('[CU3] deleted messages are tombstones', async () => {
  const { id } = await cell()
  const file_id = await anna.file('x', 'x.txt')
  const [a, b] = [await anna.say(id, 'a', { file_id }), await anna.say(id, 'b')]
  await anna.delete(`/api/messages/${a.id}`)
  const [tombstone, ...rest] = await changed(bert, id, b.change)
  expect(rest).toEqual([])
  expect(tombstone).toMatchObject({ id: a.id, seq: a.seq, content: null, deleted_at: expect.stringMatching(TIME) })
})

test('[CU4] events carry the change', async () => {
  const { id } = await cell()
  await using socket = await bert.connect()
  socket.send({ type: 'join', channel_id: id })
  await socket.next('room_state')
  const said = await anna.say(id, 'a')
  expect(numberOf(await socket.next('message_created'), 'change')).toBe(said.change)
  const edited = await edit(anna, said.id, 'b')
  expect(numberOf(await socket.next('message_edited'), 'change')).toBe(edited.change)
  await react(anna, said.id)
  const reacted = numberOf(await socket.next('reaction_updated'), 'change')
  expect((await changed(bert, id, edited.change)).map((one) => one.change)).toEqual([reacted])
  await anna.delete(`/api/messages/${said.id}`)
  const deleted = numberOf(await socket.next('message_deleted'), 'change')
  expect((await changed(bert, id, reacted)).map((one) => one.change)).toEqual([deleted])
})

test('[CU5] change is a counter per channel', async () => {
  const [one, other] = [await cell(), await cell()]
  const a = await anna.say(one.id, 'a')
  const b = await anna.say(one.id, 'b')
  const elsewhere = await anna.say(other.id, 'x')
  const a2 = await edit(anna, a.id, 'a2')
  await react(bert, b.id)
  const c = await anna.say(one.id, 'c')
  expect(elsewhere.change).toBe(a.change)
  const rising = [a.change, b.change, a2.change, c.change]
  expect(rising).toEqual(rising.toSorted((x, y) => x - y))
  expect(new Set(rising).size).toBe(4)
  expect(c.change - a2.change).toBeGreaterThanOrEqual(2)
})

test('[CU6] pages come through everything once', async () => {
  const { id } = await cell()
  const ids: string[] = []
  for (let n = 0; n < 12; n += 1) ids.push((await anna.say(id, `${n}`)).id)
  await edit(anna, ids[0] ?? '', 'edited')
  await anna.delete(`/api/messages/${ids[5]}`)
  const through: Changed[] = []
  for (let after = 0; ;) {
    const page = await changed(bert, id, after, 5)
    through.push(...page)
    expect(page.length).toBeLessThanOrEqual(5)
    const last = page.at(-1)
    if (last === undefined) break
    expect(last.change).toBeGreaterThan(after)
    after = last.change
  }
  expect(through.map((one) => one.id).toSorted()).toEqual(ids.toSorted())
  expect(through.slice(-2).map((one) => one.id)).toEqual([ids[0], ids[5]])
})

test('[CU7] somebody who was away ends with the same history', async () => {
  const { id } = await cell()
  const known = new Map((await changed(bert, id, 0)).map((one) => [one.id, one]))
  let last = 0
  for (let round = 0; round < 4; round += 1) {
    const said = [await anna.say(id, `${round}a`), await anna.say(id, `${round}b`, { client_id: randomUUID() })]
    await edit(anna, said[0]?.id ?? '', `${round} edited`)
    await react(bert, said[1]?.id ?? '')
    const [old] = await anna.history(id, { after_seq: '0', limit: '1' })
    if (round > 1 && old !== undefined) await anna.delete(`/api/messages/${old.id}`)
    for (const one of await changed(bert, id, last)) {
      known.set(one.id, one)
      last = one.change
    }
  }
  const alive = [...known.values()].filter((one) => (one.deleted_at ?? null) === null)
  const facts = (one: Message) => [one.seq, one.content, one.edited_at, one.reactions]
  const history = await bert.history(id, { after_seq: '0' })
  expect(alive.toSorted((a, b) => a.seq - b.seq).map(facts)).toEqual(history.map(facts))
})
