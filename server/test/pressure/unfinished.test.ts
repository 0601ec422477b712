import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../client.ts'
import { frame, OPCODE, upgrade } from '../fuzz/frame.ts'
import { filePart, join as multipart } from '../fuzz/multipart.ts'
import { openWire, responses } from '../fuzz/wire.ts'
import type { Wire } from '../fuzz/wire.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { Failure } from '../shapes.ts'

const TIMEOUT_MS = 800
/** It looks once a second, and for headers every quarter of the time; a slow machine looks late. */
const LATEST_MS = 6_000

let room: TestRoom
let anna: Person
beforeAll(async () => {
  room = await startRoom({ limits: { header_timeout_ms: TIMEOUT_MS } })
  anna = await room.person('anna')
})
afterAll(() => room.close())

const bearer = () => `Authorization: Bearer ${anna.auth.access_token}`
const head = (path: string, type: string, ...more: string[]) =>
  ['POST ' + path + ' HTTP/1.1', 'Host: 127.0.0.1', `Content-Type: ${type}`, bearer(), ...more, '', ''].join('\r\n')
const FORM = 'multipart/form-data; boundary=edge'

/** Sends something every 100 ms until the other side has had enough; how long that took, null for never. */
async function drip(wire: Wire, next: () => string | Uint8Array): Promise<number | null> {
  const began = performance.now()
  while (performance.now() - began < LATEST_MS) {
    wire.write(next())
    if ((await wire.untilClosed(100)).closed) return performance.now() - began
  }
  return null
}

/** What never ends although it goes on and on, and what it begins with. */
const ENDLESS: Record<string, { begin: () => string; next: () => string }> = {
  'a request line, byte by byte': { begin: () => 'GET /api/', next: () => 'a' },
  'headers, byte by byte': { begin: () => 'GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ', next: () => 'a' },
  'headers, line by line': {
    begin: () => 'GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n',
    next: () => 'X-Slow: a\r\n',
  },
  'a JSON body, byte by byte': {
    begin: () => `${head('/api/channels', 'application/json', 'Content-Length: 100000')}{"name":"`,
    next: () => 'a',
  },
  'a JSON body, chunk by chunk': {
    begin: () => `${head('/api/channels', 'application/json', 'Transfer-Encoding: chunked')}9\r\n{"name":"\r\n`,
    next: () => '1\r\na\r\n',
  },
}
test.concurrent.for(Object.entries(ENDLESS))('cut: %s', async ([, { begin, next }]) => {
  const wire = await openWire(room.port)
  wire.write(begin())
  const took = await drip(wire, next)
  expect(took).not.toBe(null)
  expect(took).toBeGreaterThan(TIMEOUT_MS / 2)
  const [answer] = responses(wire.said().bytes)
  if (answer !== undefined) {
    expect(answer.status).toBe(408)
    Failure.parse(JSON.parse(answer.body))
  }
})

/** What stops in the middle. */
const STOPPED: Record<string, () => string> = {
  'nothing at all': () => '',
  'an upload in its head': () => `${head('/api/files', FORM, 'Content-Length: 1000')}--edge\r\ncontent-disp`,
  'an upload in its file': () =>
    `${head('/api/files', FORM, 'Content-Length: 1000000')}${multipart('edge', [filePart('x'.repeat(100))], '').toString()}`,
  'an upload in chunks': () => `${head('/api/files', FORM, 'Transfer-Encoding: chunked')}5\r\n--edg\r\n`,
  'a picture': () => `${head('/api/users/me/avatar', FORM, 'Content-Length: 1000').replace('POST', 'PUT')}--edge\r\n`,
  'an emoji': () => `${head('/api/emojis', FORM, 'Content-Length: 1000')}--edge\r\n`,
  'a JSON body': () => `${head('/api/channels', 'application/json', 'Content-Length: 1000')}{`,
}
test.concurrent.for(Object.entries(STOPPED))('cut: %s, and no more', async ([, begin]) => {
  const wire = await openWire(room.port)
  wire.write(begin())
  const { closed } = await wire.untilClosed(LATEST_MS)
  wire.destroy()
  expect(closed).toBe(true)
})

test.concurrent('cut: a body that nobody reads', async () => {
  // Refused by its token before its body is looked at; the answer does not end the body.
  const wire = await openWire(room.port)
  wire.write(head('/api/channels', 'application/json', 'Content-Length: 100000').replace(bearer(), 'X-No: token'))
  const took = await drip(wire, () => ' ')
  expect(responses(wire.said().bytes)[0]?.status).toBe(401)
  wire.destroy()
  expect(took).not.toBe(null)
})

const FRAGMENTS: Record<string, { begin: Buffer; next: () => Uint8Array }> = {
  'a frame, byte by byte': { begin: frame('x', { length: 60_000 }), next: () => Buffer.from('y') },
  'a message in ever more fragments': {
    begin: frame('x', { fin: false }),
    next: () => frame('y', { fin: false, opcode: OPCODE.continuation }),
  },
  'a message between whose fragments there are pings': {
    begin: frame('x', { fin: false }),
    next: () =>
      Buffer.concat([frame('', { opcode: OPCODE.ping }), frame('y', { fin: false, opcode: OPCODE.continuation })]),
  },
}
test.concurrent.for(Object.entries(FRAGMENTS))('cut: %s', async ([, { begin, next }]) => {
  const socket = await upgrade(room.port, anna.auth.access_token)
  socket.write(begin)
  const took = await drip(socket, next)
  socket.destroy()
  expect(took).not.toBe(null)
})

test.concurrent('not cut: an upload that is slow but steady', async () => {
  const body = multipart('edge', [filePart('x'.repeat(2_000))])
  const wire = await openWire(room.port)
  wire.write(head('/api/files', FORM, `Content-Length: ${body.length}`))
  for (let at = 0; at < body.length; at += 100) {
    wire.write(body.subarray(at, at + 100))
    await sleep(150)
  }
  const { bytes } = await wire.until((said) => said.text.includes('}'), 5_000)
  wire.destroy()
  expect(responses(bytes)[0]?.status).toBe(200)
})

test.concurrent('not cut: frames that each do finish, however little there is between them', async () => {
  const socket = await upgrade(room.port, anna.auth.access_token)
  const ping = frame(JSON.stringify({ type: 'ping', t0: 1 }))
  const [front, back] = [ping.subarray(0, 10), ping.subarray(10)]
  // Whenever anybody looks, one has begun and not ended; none takes longer than 200 ms.
  socket.write(front)
  for (let n = 0; n < 20; n += 1) {
    await sleep(200)
    socket.write(Buffer.concat([back, front]))
  }
  await socket.until(() => false, 300)
  const { closed } = socket.said()
  socket.destroy()
  expect(closed).toBe(false)
})

test('nothing is left of what was cut', async () => {
  const temporary = () => readdir(join(room.dataDir, 'tmp')).catch(() => [])
  await expect.poll(temporary, { timeout: 5_000 }).toEqual([])
  // Nor do the uploads go on counting as under way.
  for (let n = 0; n < 16; n += 1) await anna.file('x', 'x.txt')
})
