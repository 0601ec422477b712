import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net'
import { type TlsOptions, createServer as createTlsServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import type { Health } from '#protocol/health.ts'
import { askRoom, dial } from './dial.ts'
import { identityOf, makeKey, readKey } from './identity.ts'
import { makeCertificate } from './make-certificate.ts'

const TIMEOUT_MS = 10_000

/** A key with a certificate, and what it is known by. */
async function someone(now = Date.now()) {
  const text = makeKey()
  const key = readKey(text)
  if (key === null) throw new Error('no key')
  const cert = await makeCertificate({ key, name: 'room', names: { dns: ['localhost'], ips: [] }, now })
  return { key: text, cert, identity: identityOf(key) }
}

/** Listens on loopback until the test ends; records every byte that arrives. */
async function listening(server: Server): Promise<{ address: string; heard: () => Buffer }> {
  const sockets = new Set<Socket>()
  const chunks: Buffer[] = []
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const front = createServer((client) => {
    const behind = connectionBehind(port, client)
    client.on('data', (chunk: Buffer) => chunks.push(chunk))
    client.pipe(behind).pipe(client)
  })
  front.on('connection', (socket: Socket) => sockets.add(socket))
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  onTestFinished(() => void front.close())
  return { address: `127.0.0.1:${(front.address() as AddressInfo).port}`, heard: () => Buffer.concat(chunks) }
}

function connectionBehind(port: number, client: Socket): Socket {
  const behind = connect({ port, host: '127.0.0.1' })
  behind.on('error', () => client.destroy())
  client.on('error', () => behind.destroy())
  client.on('close', () => behind.destroy())
  return behind
}

/** The types of the TLS records in a stream (RFC 5246, section 6.2.1): 22 handshake, 20 change cipher, 23 application. */
function recordTypes(bytes: Buffer): number[] {
  const types: number[] = []
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) types.push(bytes.readUInt8(at))
  return types
}

test.each([null, 'its own'])('asked for %s key, the right one answers', async (wanted) => {
  const { identity, ...context } = await someone()
  const { address } = await listening(createTlsServer(context, (socket) => socket.end('hello')))
  const dialled = await dial(address, { identity: wanted === null ? null : identity, timeoutMs: TIMEOUT_MS })
  expect(dialled).toMatchObject({ ok: true, identity })
  if (!dialled.ok) return
  expect(dialled.tookMs).toBeGreaterThan(0)
  const chunks: Buffer[] = []
  for await (const chunk of dialled.socket) chunks.push(Buffer.from(chunk))
  expect(Buffer.concat(chunks).toString()).toBe('hello')
})

test.each<[string, TlsOptions]>([
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ['TLS 1.3', { minVersion: 'TLSv1.3' }],
])('another key is told as what it is, and gets not one byte (%s)', async (version, options) => {
  const { identity, ...context } = await someone()
  const { identity: wanted } = await someone()
  const said: Buffer[] = []
  let ended = 0
  const server = createTlsServer({ ...context, ...options }, (socket) => {
    socket.on('data', (chunk: Buffer) => said.push(chunk))
    socket.on('error', () => undefined)
  })
  server.on('connection', (socket: Socket) => socket.on('close', () => (ended += 1)))
  const { address, heard } = await listening(server)
  expect(await dial(address, { identity: wanted, timeoutMs: TIMEOUT_MS })).toEqual({
    ok: false,
    kind: 'changed',
    identity,
  })
  expect(await askRoom(address, { identity: wanted, timeoutMs: TIMEOUT_MS })).toMatchObject({ kind: 'changed' })
  // Both have ended: whatever was on its way has arrived.
  await expect.poll(() => ended, { timeout: 10_000 }).toBe(2)
  expect(Buffer.concat(said).length).toBe(0)
  if (version === 'TLS 1.2') expect(recordTypes(heard()).filter((type) => type === 23)).toEqual([])
  expect(heard().length).toBeGreaterThan(0)
})

test('it is the key that counts: an expired certificate around it is the room', async () => {
  const { identity, ...context } = await someone(Date.parse('2020-01-01T00:00:00Z'))
  const { address } = await listening(createTlsServer(context))
  const dialled = await dial(address, { identity, timeoutMs: TIMEOUT_MS })
  expect(dialled).toMatchObject({ ok: true, identity })
  if (dialled.ok) dialled.socket.destroy()
})

test.each<[string, () => Server]>([
  ['a plain HTTP server', () => createHttpServer((_request, response) => response.end('hello'))],
  ['a server that greets', () => createServer((socket) => void socket.write('220 mail.example ESMTP\r\n'))],
])('%s speaks no TLS', async (_what, make) => {
  const { address } = await listening(make())
  expect(await dial(address, { identity: null, timeoutMs: TIMEOUT_MS })).toEqual({ ok: false, kind: 'no_tls' })
})

test('where nobody listens it is closed', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  const options = { identity: null, timeoutMs: TIMEOUT_MS }
  expect(await dial(`127.0.0.1:${port}`, options)).toEqual({ ok: false, kind: 'closed' })
  expect(await askRoom(`[::1]:${port}`, options)).toEqual({ ok: false, kind: 'closed' })
})

test('whoever accepts and stays silent, or hangs up, is closed', async () => {
  const silent = await listening(createServer(() => undefined))
  expect(await dial(silent.address, { identity: null, timeoutMs: 200 })).toEqual({ ok: false, kind: 'closed' })
  const rude = await listening(createServer((socket) => socket.destroy()))
  expect(await dial(rude.address, { identity: null, timeoutMs: TIMEOUT_MS })).toEqual({ ok: false, kind: 'closed' })
})

test('who has no patience any more gets an answer at once', async () => {
  const { address } = await listening(createServer(() => undefined))
  const options = { identity: null, timeoutMs: 60_000 }
  expect(await dial(address, { ...options, signal: AbortSignal.abort() })).toEqual({ ok: false, kind: 'closed' })
  const later = new AbortController()
  const dialled = dial(address, { ...options, signal: later.signal })
  later.abort()
  expect(await dialled).toEqual({ ok: false, kind: 'closed' })
})

const HEALTH: Health = {
  health: true,
  version: '1',
  config: { invite_only: false },
  name: 'Den',
  protocol: 1,
  has_owner: true,
  room_id: '5a3c2f0e-0f6e-4c8e-9c54-2f1f8f0f1a11',
  identity: null,
  guests: false,
  code: false,
}

test.each<[string, number, string, object]>([
  ['a room', 200, JSON.stringify(HEALTH), { ok: true, health: HEALTH }],
  ['a room that is overrun', 503, '{}', { ok: false, kind: 'closed' }],
  ['another web server', 200, '<html></html>', { ok: false, kind: 'no_tls' }],
  ['a server without such a page', 404, 'what?', { ok: false, kind: 'no_tls' }],
  ['somebody who never stops', 200, 'x'.repeat(100_000), { ok: false, kind: 'closed' }],
])('asked who is there, %s answers', async (_what, status, body, expected) => {
  const { identity, ...context } = await someone()
  const asked: (string | undefined)[] = []
  const server = createHttpsServer(context, (request, response) => {
    asked.push(request.url, request.headers.authorization)
    response.writeHead(status).end(body)
  })
  const { address } = await listening(server)
  expect(await askRoom(address, { identity, timeoutMs: TIMEOUT_MS })).toMatchObject(expected)
  expect(asked).toEqual(['/api/health', undefined])
})

test('asked who is there, somebody who does not answer is closed', async () => {
  const { identity, ...context } = await someone()
  const { address } = await listening(createHttpsServer(context, () => undefined))
  expect(await askRoom(address, { identity, timeoutMs: 500 })).toEqual({ ok: false, kind: 'closed' })
})
