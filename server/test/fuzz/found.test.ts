/** What the fuzzer has found, each as small as it gets. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

let room: TestRoom
let anna: Person
beforeAll(async () => {
  room = await startRoom()
  anna = await room.person('anna')
})
afterAll(() => room.close())

test('a search for text with a NUL in it', async () => {
  const { id } = await anna.channel({ name: 'nul' })
  await anna.say(id, 'before')
  for (const q of ['a%00b', 'before%00', '%22a%00%22']) expect((await anna.get(`/api/search?q=${q}`)).status).toBe(200)
})

test('a message with a NUL in it comes back whole', async () => {
  const { id } = await anna.channel({ name: 'nul' })
  const said = await anna.say(id, 'before\0after')
  expect((await anna.history(id))[0]?.content).toBe(said.content)
})

test('an upgrade of an address that is no URL', async () => {
  const headers = { connection: 'Upgrade', upgrade: 'websocket' }
  for (const path of ['//', 'http://[::bad/ws']) {
    const reply = await bareRequest(room.url, 'GET', path, headers)
    expect(reply.status).toBeLessThan(500)
    expectFailure(reply, reply.status)
  }
})
