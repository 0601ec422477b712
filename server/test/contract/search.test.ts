import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { expectFields, SearchPage } from '../shapes.ts'
import type { Message } from '../shapes.ts'

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
const search = async (who: Person, query: Record<string, string>) =>
  (await who.get(`/api/search?${new URLSearchParams(query).toString()}`)).as(SearchPage)
const found = async (who: Person, q: string) => (await search(who, { q })).results.map((one) => one.message.content)

test('[SE1] the page, newest first', async () => {
  const { id } = await cell()
  await anna.say(id, 'the wombat sleeps')
  await anna.say(id, 'something else')
  await bert.say(id, 'a wombat wakes')
  const page = await search(bert, { q: 'wombat' })
  expectFields(page, ['results', 'next'])
  expect(page.results.map((one) => one.message.content)).toEqual(['a wombat wakes', 'the wombat sleeps'])
  for (const result of page.results) {
    expectFields(result, ['message', 'snippet'])
    expect(result.snippet).toContain('wombat')
  }
  expect(page.results[1]?.message).toEqual((await bert.history(id))[2])
  expect(page.next).toBeNull()
})

test('[SE2] channel_id narrows the search', async () => {
  const [one, other] = [await cell(), await cell()]
  await anna.say(one.id, 'narwhal here')
  await anna.say(other.id, 'narwhal there')
  const page = await search(bert, { q: 'narwhal', channel_id: other.id })
  expect(page.results.map((result) => result.message.content)).toEqual(['narwhal there'])
})

test('[SE3] next pages through everything once', async () => {
  const [one, other] = [await cell(), await cell()]
  for (let n = 0; n < 7; n += 1) await anna.say(n % 2 === 0 ? one.id : other.id, `quokka ${n}`)
  const contents: (string | null)[] = []
  let before: string | null = null
  do {
    const page: SearchPage = await search(bert, { q: 'quokka', limit: '3', ...(before === null ? {} : { before }) })
    contents.push(...page.results.map((result) => result.message.content))
    before = page.next
  } while (before !== null && contents.length < 20)
  expect(contents).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `quokka ${n}`))
})

test('[SE4] a blank query is a 400', async () => {
  for (const path of ['/api/search', '/api/search?q=', '/api/search?q=%20%09']) expectFailure(await anna.get(path), 400)
})

test('[SE5] only what you can read is searched', async () => {
  const secret = await anna.channel({ name: 'secret', is_private: true })
  const open = await anna.channel({ name: 'open' })
  const shared = await cell()
  for (const { id } of [secret, open, shared]) await anna.say(id, 'pangolin')
  expect(await found(anna, 'pangolin')).toHaveLength(3)
  expect(await found(bert, 'pangolin')).toHaveLength(2)
  await bert.post(`/api/channels/${open.id}/leave`)
  await anna.post(`/api/channels/${shared.id}/members`, { remove: [bert.id] })
  expect(await found(bert, 'pangolin')).toEqual([])
  expect(await found(await room.owner(), 'pangolin')).toHaveLength(1)
})

test('[SE6] edits are found, what is gone is not', async () => {
  const { id } = await cell()
  const said: Message = await anna.say(id, 'axolotl')
  await anna.patch(`/api/messages/${said.id}`, { content: 'capybara' })
  expect([await found(bert, 'axolotl'), await found(bert, 'capybara')]).toEqual([[], ['capybara']])
  await anna.delete(`/api/messages/${said.id}`)
  expect(await found(bert, 'capybara')).toEqual([])
})

test('[SE7] every text is a search', async () => {
  const { id } = await cell()
  await anna.say(id, 'dugong AND manatee')
  const texts = [
    '"',
    '""',
    '*',
    'a*',
    'NEAR(',
    'NOT',
    'AND',
    'a AND',
    '^x',
    'x:y',
    'content:x',
    '(',
    ')',
    '-',
    "'",
    '\\',
    '{a',
    'a + b',
    'ß',
    '日本',
    '\u0000',
    '%',
    '_',
    'a OR OR b',
  ]
  for (const q of texts) {
    const { status } = await bert.get(`/api/search?q=${encodeURIComponent(q)}`)
    expect({ q, isFine: status === 200 || status === 400 }).toEqual({ q, isFine: true })
  }
  expect(await found(bert, 'dugong AND manatee')).toEqual(['dugong AND manatee'])
  expect(await found(bert, 'DUGONG')).toEqual(['dugong AND manatee'])
})
