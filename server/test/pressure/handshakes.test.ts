import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { login, register } from '../client.ts'
import { type Wire, openWire, responses } from '../fuzz/wire.ts'
import { openSocket } from '../socket.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'
import { openTunnel } from '../tunnel.ts'

const TIMEOUT_MS = 3_000
/** The machine may be slow; a bound for what must happen at all. */
const LATEST_MS = 25_000

let room: TestRoom
let hello: Buffer
beforeAll(async () => {
  room = await startRoom({ limits: { header_timeout_ms: TIMEOUT_MS } })
  hello = await clientHello()
})
afterAll(() => room.close())

/** What a real client says first. */
async function clientHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connectTls({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    ALPNProtocols: ['http/1.1'],
  })
  client.on('error', () => undefined)
  const [socket] = await once(server, 'connection')
  const [first] = await once(socket, 'data')
  client.destroy()
  socket.destroy()
  server.close()
  return Buffer.from(first)
}

const PLAIN = 'GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
const tlsRecord = (type: number, body: Buffer) => Buffer.concat([Buffer.from([type, 3, 1]), uint16(body.length), body])
const uint16 = (value: number) => Buffer.from([value >> 8, value & 0xff])

/** What those do who mean no good, or whose network fails them. */
const NOISE: Record<string, (wire: Wire) => void> = {
  'a handshake that stops in its first message': (wire) => wire.write(hello.subarray(0, 40)),
  'a handshake that stops after its first byte': (wire) => wire.write(hello.subarray(0, 1)),
  'a handshake that stops after its first message': (wire) => wire.write(hello),
  'nothing at all': () => undefined,
  'garbage that begins like TLS': (wire) => wire.write(Buffer.concat([Buffer.from([0x16]), randomBytes(600)])),
  'a handshake of garbage': (wire) => wire.write(tlsRecord(22, randomBytes(400))),
  'a first message that says it is huge': (wire) =>
    wire.write(Buffer.from([22, 3, 1, 0xff, 0xff, 1, 0xff, 0xff, 0xff])),
  'plain HTTP after the first message': (wire) => wire.write(Buffer.concat([hello, Buffer.from(PLAIN)])),
  'an alert before anything': (wire) => wire.write(tlsRecord(21, Buffer.from([2, 40]))),
  garbage: (wire) => wire.write(Buffer.concat([Buffer.from([0]), randomBytes(600)])),
  'a first message, and gone': (wire) => {
    wire.write(hello)
    wire.end()
  },
  'a first message, and gone for good': (wire) => {
    wire.write(hello)
    wire.destroy()
  },
}

test('[TL2] people chat by HTTP and by TLS while 400 others make noise, and all of those are cut', async () => {
  const owner = await room.owner()
  await using tunnel = await openTunnel(room.port, null)
  const byTls = await login(tunnel.url, { username: owner.username, password: PASSWORD })
  const channel = await owner.channel({ name: 'noisy' })
  await using plain = await owner.connect()
  await using secured = await byTls.connect()

  const wires: { what: string; wire: Wire }[] = []
  const kinds = Object.entries(NOISE)
  const noise = (async () => {
    for (let i = 0; i < 400; i += 1) {
      const [what, make] = kinds[i < 200 ? i % 3 : i % kinds.length] ?? ['', () => undefined]
      const wire = await openWire(room.port)
      make(wire)
      wires.push({ what, wire })
    }
  })()
  for (let i = 0; i < 60; i += 1) {
    const [from, to] = i % 2 === 0 ? [owner, secured] : [byTls, plain]
    const { id } = await from.say(channel.id, `message ${i}`)
    await to.next('message_created', (event) => JSON.stringify(event).includes(id))
  }
  await noise
  const ends = await Promise.all(
    wires.map(async ({ what, wire }) => ({ what, ...(await wire.untilClosed(LATEST_MS)) })),
  )
  expect(ends.filter(({ closed }) => !closed).map(({ what }) => what)).toEqual([])
  expect(wires.length).toBe(400)
  await Promise.all([plain.settled(), secured.settled()])
  expect((await byTls.history(channel.id, { limit: '100' })).length).toBe(60)
})

test.concurrent('[TL2] a handshake that goes on for ever, byte by byte, is cut', async () => {
  const wire = await openWire(room.port)
  const began = performance.now()
  let closed = false
  for (let at = 0; !closed && performance.now() - began < LATEST_MS; at += 1) {
    // Never enough for a first message.
    wire.write(at < 3 ? hello.subarray(at, at + 1) : at < 60 ? hello.subarray(at, at + 1) : '')
    closed = (await wire.untilClosed(200)).closed
  }
  wire.destroy()
  expect(closed).toBe(true)
  expect(performance.now() - began).toBeGreaterThan(TIMEOUT_MS / 2)
})

test.concurrent('[TL2] a first byte may come late, and a request byte by byte', async () => {
  const wire = await openWire(room.port)
  await sleep(TIMEOUT_MS / 2)
  for (let at = 0; at < PLAIN.length; at += 4) {
    wire.write(PLAIN.slice(at, at + 4))
    await sleep(5)
  }
  const { bytes } = await wire.until((said) => said.text.includes('"health":true'), LATEST_MS)
  expect(responses(bytes)[0]?.status).toBe(200)
  wire.destroy()
})

test.concurrent('[TL2] many requests in the first packet are all answered, in order', async () => {
  const wire = await openWire(room.port)
  wire.write(PLAIN + PLAIN.replace('/api/health', '/nowhere') + PLAIN)
  const { bytes } = await wire.until(({ text }) => text.split('HTTP/1.1 ').length > 3 && text.endsWith('}'), LATEST_MS)
  expect(responses(bytes).map(({ status }) => status)).toEqual([200, 404, 200])
  wire.destroy()
})

test.concurrent('[TL2] headers that never end are cut by TLS too', async () => {
  const socket = connectTls({ port: room.port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  socket.write('GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')
  const drip = setInterval(() => socket.write('a'), 100)
  socket.on('error', () => clearInterval(drip))
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  clearInterval(drip)
  expect(Buffer.concat(chunks).toString()).toMatch(/^(HTTP\/1\.1 408 [^]*)?$/)
})

test('[TL1] a slow reader by TLS is closed with 1013, and nobody waits for it', async () => {
  await using small = await startRoom()
  const anna = await small.owner()
  const bert = await register(small.url, { username: 'bert', password: PASSWORD })
  const { id } = await anna.channel({ name: 'torrent', is_private: true, members: [bert.id] })
  const url = small.url.replace('http:', 'https:')
  const query = { token: bert.auth.access_token }
  const options = { rejectUnauthorized: false }
  const slow = await openSocket(url, query, options)
  await using quick = await openSocket(url, query, options)
  slow.ws.pause()
  // Enough to fill whatever the system buffers between two sockets, and ours.
  const content = '😀'.repeat(8_000)
  for (let n = 0; n < 440; n += 8) {
    const said = await Promise.all(Array.from({ length: 8 }, () => anna.say(id, content)))
    for (const one of said) await quick.next('message_created', (event) => JSON.stringify(event).includes(one.id))
  }
  slow.ws.resume()
  expect((await slow.closed).code).toBe(1013)
}, 60_000)

test.concurrent('[TL2] whoever says nothing is told so, and what is neither gets a 400', async () => {
  const [silent, garbage] = await Promise.all([openWire(room.port), openWire(room.port)])
  garbage.write('\0\0\0\0 what\r\n\r\n')
  const [first, second] = await Promise.all([silent.untilClosed(LATEST_MS), garbage.untilClosed(LATEST_MS)])
  expect(first.text).toMatch(/^HTTP\/1\.1 408 [^]*"code":"timed_out"/)
  expect(second.text).toMatch(/^HTTP\/1\.1 400 [^]*"code":"invalid"/)
})
