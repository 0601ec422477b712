import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure, expectRefused, expectSame } from '../expect.ts'
import { picture } from '../images.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

let room: TestRoom
let anna: Person
let bert: Person
let carl: Person
beforeAll(async () => {
  room = await startRoom({ privateFiles: true })
  anna = await room.person('anna')
  bert = await room.person('bert')
  carl = await room.person('carl')
})
afterAll(() => room.close())

async function posted() {
  const channel = await anna.channel({ name: 'files', is_private: true, members: [bert.id] })
  const file_id = await anna.file('secret', 'secret.txt')
  const url = String((await anna.say(channel.id, 'x', { file_id })).file_url)
  return { channel, url, bare: new URL(url, room.url).pathname }
}
const newest = async (who: Person, channelId: string) => String((await who.history(channelId))[0]?.file_url)

test('[PF1] the bare path answers nobody with 401', async () => {
  const { bare } = await posted()
  expectFailure(await room.nobody.get(bare), 401)
  expect((await room.nobody.ask('HEAD', bare)).status).toBe(401)
})

test('[PF2] the URLs carry exp and sig', async () => {
  const { url } = await posted()
  const query = new URL(url, room.url).searchParams
  expect([query.get('exp'), query.get('sig')]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)])
  const reply = await room.nobody.get(url)
  expect([reply.status, reply.text]).toEqual([200, 'secret'])
  expect((await room.nobody.get(url, { range: 'bytes=0-2' })).text).toBe('sec')
})

test('[PF3] the signed URL is the same for all readers', async () => {
  const { channel } = await posted()
  await using socket = await bert.connect()
  const file_id = await anna.file('two', 'two.txt')
  const said = await anna.say(channel.id, 'y', { file_id })
  const event = await socket.next('message_created', (one) => one.id === said.id)
  expect(event.file_url).toBe(said.file_url)
  expect(await newest(bert, channel.id)).toBe(await newest(anna, channel.id))
})

test('[PF4] a signed URL dies when somebody loses access', async () => {
  const { channel, url } = await posted()
  expectEmpty(await anna.post(`/api/channels/${channel.id}/members`, { remove: [bert.id] }))
  expectRefused(await room.nobody.get(url))
  const fresh = await newest(anna, channel.id)
  expect(fresh).not.toBe(url)
  expect((await room.nobody.get(fresh)).text).toBe('secret')
})

test('[PF4] and when somebody leaves by themselves', async () => {
  const { channel, url } = await posted()
  expectEmpty(await bert.post(`/api/channels/${channel.id}/leave`))
  expectRefused(await room.nobody.get(url))
  expect((await room.nobody.get(await newest(anna, channel.id))).text).toBe('secret')
})

test('[PF5] the bearer of a reader works, to a non-member it is an unknown id', async () => {
  const { bare } = await posted()
  for (const who of [anna, bert]) expect((await who.get(bare)).text).toBe('secret')
  expectSame(await carl.get(bare), await carl.get(`/files/${randomUUID()}/secret.txt`))
  expectFailure(await carl.get(bare), 404)
})

test('[PF6] the cookie of a reader works, that of a non-member does not', async () => {
  const { bare } = await posted()
  expect((await room.nobody.get(bare, { cookie: bert.cookie })).text).toBe('secret')
  expectFailure(await room.nobody.get(bare, { cookie: carl.cookie }), 404)
})

test('[PF7] an altered sig, exp or id is refused', async () => {
  const { url } = await posted()
  const other = await posted()
  const altered = (change: (query: URLSearchParams) => void, path = new URL(url, room.url).pathname) => {
    const query = new URL(url, room.url).searchParams
    change(query)
    return `${path}?${query.toString()}`
  }
  const exp = Number(new URL(url, room.url).searchParams.get('exp'))
  const urls = [
    altered((query) => query.set('sig', `${String(query.get('sig')).slice(0, -2)}AA`)),
    altered((query) => query.set('sig', '')),
    altered((query) => query.delete('sig')),
    altered((query) => query.delete('exp')),
    altered((query) => query.set('exp', String(exp + 3600))),
    altered((query) => query.set('exp', 'x')),
    altered(() => undefined, other.bare),
  ]
  for (const one of urls) {
    const reply = await room.nobody.get(one)
    expect({ one, isRefused: reply.status >= 400 && reply.status < 500 }).toEqual({ one, isRefused: true })
    expect(reply.text).not.toContain('secret')
  }
})

test('[PF8] emoji images need a credential too', async () => {
  const file = { bytes: await picture(), name: 'e.png' }
  expect((await anna.form('POST', '/api/emojis', file, { name: 'private' })).status).toBe(200)
  expectFailure(await room.nobody.get('/emojis/private/image'), 401)
  expect((await carl.get('/emojis/private/image')).status).toBe(200)
  expect((await room.nobody.get('/emojis/private/image', { cookie: carl.cookie })).status).toBe(200)
})
