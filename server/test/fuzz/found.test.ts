/** What the fuzzer has found, each as small as it gets. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareRequest } from '../client.ts'
import type { Person } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import { startProcess } from './process.ts'
import { openWire } from './wire.ts'
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

test('refused upgrades whose peers had more to say', async () => {
  // Closing it waits for every connection: it would not end if one were left.
  await using crowded = await startProcess()
  for (let n = 0; n < 20; n += 1) {
    const wire = await openWire(crowded.port)
    wire.write('GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 1))
    wire.write('x'.repeat(2_000))
    expect((await wire.untilClosed(2_000)).text).toMatch(/^HTTP\/1\.1 401/)
  }
})

test('an emoji that is larger than images may be', async () => {
  await using small = await startRoom({ limits: { image_bytes: 1_000 } })
  const owner = await small.owner()
  const image = { bytes: 'x'.repeat(2_000), name: 'a.png' }
  expectFailure(await owner.form('PUT', '/api/users/me/avatar', image), 413)
  expectFailure(await owner.form('POST', '/api/emojis', image, { name: 'large' }), 413)
})
