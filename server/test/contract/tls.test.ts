import { type X509Certificate, createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, type TLSSocket, connect } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { backupRoom } from '../../backup/backup.ts'
import { restoreRoom } from '../../backup/restore.ts'
import { identityOf, makeKey, readKey } from '../../tls/identity.ts'
import { makeCertificate } from '../../tls/make-certificate.ts'
import { bareRequest, http, login, register } from '../client.ts'
import { PASSWORD, startRoom } from '../room.ts'
import type { TestRoom, TestRoomOptions } from '../room.ts'
import { openSocket } from '../socket.ts'
import { openTunnel } from '../tunnel.ts'

const Health = z.looseObject({ room_id: z.uuid(), identity: z.string().nullable(), name: z.string() })

let room: TestRoom
beforeAll(async () => {
  room = await startRoom()
})
afterAll(() => room.close())

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'stuffchat-tls-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
const secure = (url: string) => url.replace('http:', 'https:')
const healthOf = async (of: { url: string }) => (await http(of.url).get('/api/health')).as(Health)

/** The handshake alone, and what was shown in it. */
async function shown(
  port: number,
  options: ConnectionOptions = {},
): Promise<TLSSocket & { certificate: X509Certificate }> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ALPNProtocols: ['http/1.1'],
    ...options,
  })
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) throw new Error('no certificate')
  return Object.assign(socket, { certificate })
}
const keyShown = async (port: number) => identityOf((await shown(port)).certificate.publicKey)

test('[TL1] people by TLS and people by HTTP are in one room', async () => {
  const owner = await room.owner()
  const { identity } = await healthOf(room)
  await using tunnel = await openTunnel(room.port, identity)
  const tess = await register(tunnel.url, { username: 'tess', password: PASSWORD })
  const channel = await tess.channel({ name: 'both' })
  await owner.post(`/api/channels/${channel.id}/join`)
  await using ofOwner = await owner.connect()
  await using ofTess = await tess.connect()
  for (let i = 0; i < 20; i += 1) {
    const [from, to] = i % 2 === 0 ? [tess, ofOwner] : [owner, ofTess]
    const { id } = await from.say(channel.id, `message ${i}`)
    await to.next('message_created', (event) => JSON.stringify(event).includes(id))
  }
  ofTess.send({ type: 'chat_message', channel_id: channel.id, content: 'by frame' })
  await ofOwner.next('message_created', (event) => JSON.stringify(event).includes('by frame'))
  expect((await tess.history(channel.id)).length).toBe(21)
  expect((await tess.refresh()).user_id).toBe(tess.id)
})

test('[TL1] files by TLS: 5 MiB up, whole and in ranges down, the same bytes as by HTTP', async () => {
  await using tunnel = await openTunnel(room.port, null)
  const owner = await room.owner()
  const anna = await login(tunnel.url, { username: owner.username, password: PASSWORD })
  const bytes = new Uint8Array(randomBytes(5 * 2 ** 20))
  const id = await anna.file(bytes, 'noise.bin')
  const whole = await anna.get(`/files/${id}/noise.bin`)
  expect(createHash('sha256').update(whole.bytes).digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  for (const [from, to] of [
    [0, 0],
    [70_000, 200_000],
    [5 * 2 ** 20 - 7, 5 * 2 ** 20 - 1],
  ] as const) {
    const headers = { range: `bytes=${from}-${to}` }
    const [part, plain] = await Promise.all([
      anna.get(`/files/${id}/noise.bin`, headers),
      owner.get(`/files/${id}/noise.bin`, headers),
    ])
    expect([part.status, plain.status]).toEqual([206, 206])
    expect(Buffer.from(part.bytes).equals(bytes.subarray(from, to + 1))).toBe(true)
    expect(Buffer.from(plain.bytes).equals(part.bytes)).toBe(true)
  }
})

test('[TL1] wss: with nothing in between, and large frames', async () => {
  const owner = await room.owner()
  const channel = await owner.channel({ name: 'wss' })
  const options = { rejectUnauthorized: false }
  await using socket = await openSocket(secure(room.url), { token: owner.auth.access_token }, options)
  const content = 'ä'.repeat(8_000)
  socket.send({ type: 'chat_message', channel_id: channel.id, content })
  expect(JSON.stringify(await socket.next('message_created'))).toContain(content)
  await socket.settled()
})

test('[TL1] refusals by TLS are those by HTTP', async () => {
  const asked: [string, string, Record<string, string>][] = [
    ['GET', '/api/users/me', {}],
    ['GET', '/nowhere', {}],
    ['GET', '/api/health', { host: 'evil.example' }],
    ['POST', '/api/health', {}],
    ['GET', '/api/health', { expect: 'miracles' }],
  ]
  for (const [method, path, headers] of asked) {
    const [plain, byTls] = await Promise.all(
      [room.url, secure(room.url)].map((url) => bareRequest(url, method, path, headers)),
    )
    expect([byTls?.status, byTls?.body]).toEqual([plain?.status, plain?.body])
    expect(plain?.status).toBeGreaterThanOrEqual(400)
  }
})

test('[TL1] what is no HTTP gets its 400 by TLS too', async () => {
  const socket = await shown(room.port)
  socket.write('what is this\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(Buffer.from(chunk))
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*"code":"invalid"/)
})

test('[TL3] health tells the identity of the key that is shown', async () => {
  const { identity, room_id: roomId } = await healthOf(room)
  expect(identity).toBe(await keyShown(room.port))
  expect(roomId).toBe(readFileSync(join(room.dataDir, 'secrets', 'room-id'), 'utf8').trim())
  const byTls = (await bareRequest(secure(room.url), 'GET', '/api/health')).as(Health)
  expect(byTls.identity).toBe(identity)
})

test('[TL3] restart, another name and another port leave room_id and identity as they are', async () => {
  const dataDir = folder()
  const first = await startRoom({ dataDir, name: 'Den' })
  const before = await healthOf(first)
  await first.restart({ name: 'Other' })
  expect(await healthOf(first)).toMatchObject({ identity: before.identity, room_id: before.room_id, name: 'Other' })
  await first.stop()
  const moved = await startRoom({ dataDir })
  expect(moved.port).not.toBe(0)
  expect(await healthOf(moved)).toMatchObject({ identity: before.identity, room_id: before.room_id })
  expect(await keyShown(moved.port)).toBe(before.identity)
  await moved.stop()
})

test('[TL3] a backup takes the identity along', async () => {
  const [dataDir, elsewhere] = [join(folder(), 'room'), join(folder(), 'elsewhere')]
  const source = join(folder(), 'backup')
  const first = await startRoom({ dataDir })
  const { identity } = await healthOf(first)
  await backupRoom({ dataDir, target: source })
  await first.stop()
  await restoreRoom({ dataDir: elsewhere, source })
  const second = await startRoom({ dataDir: elsewhere })
  expect((await healthOf(second)).identity).toBe(identity)
  expect(await keyShown(second.port)).toBe(identity)
  await second.stop()
})

/** A certificate in files, as one gets it from elsewhere. */
async function ownCertificate(): Promise<{ options: TestRoomOptions; identity: string }> {
  const made = folder()
  const text = makeKey()
  const key = readKey(text)
  if (key === null) throw new Error('no key')
  const names = { dns: ['chat.example.org'], ips: [] }
  const [tlsCert, tlsKey] = [join(made, 'cert.pem'), join(made, 'key.pem')]
  writeFileSync(tlsCert, await makeCertificate({ key, name: 'mine', names, now: Date.now() }))
  writeFileSync(tlsKey, text)
  return { options: { tlsCert, tlsKey }, identity: identityOf(key) }
}

test("[TL4] a room with a certificate of one's own is known by its key", async () => {
  const { options, identity } = await ownCertificate()
  await using own = await startRoom(options)
  expect((await healthOf(own)).identity).toBe(identity)
  expect((await shown(own.port)).certificate.subject).toBe('CN=mine')
})

test('[TL4] what cannot be used is refused with nothing touched', async () => {
  const { options } = await ownCertificate()
  const dataDir = join(folder(), 'room')
  await expect(startRoom({ dataDir, tlsCert: options.tlsCert })).rejects.toThrow('--tls-key')
  await expect(startRoom({ dataDir, ...options, tlsKey: join(dataDir, 'gone') })).rejects.toThrow('cannot be read')
  expect(() => readFileSync(join(dataDir, 'lock.db'))).toThrow('ENOENT')
})

test('[TL5] the media cookie', async () => {
  const owner = await room.owner()
  const { room_id: roomId } = await healthOf(room)
  const body = JSON.stringify({ username_or_email: owner.username, password: PASSWORD })
  const headers = { 'content-type': 'application/json' }
  const cookies = await Promise.all(
    [room.url, secure(room.url)].map(async (url) => {
      const reply = await bareRequest(url, 'POST', '/api/auth/login', headers, { body })
      return reply.headers.getSetCookie().join()
    }),
  )
  expect(cookies[0]).toMatch(new RegExp(`^stuffchat_media_${roomId}=[^;]+; Path=/; HttpOnly; SameSite=Strict; Max-Age`))
  expect(cookies[0]).not.toMatch(/secure/i)
  expect(cookies[1]).toMatch(
    new RegExp(`^stuffchat_media_${roomId}_tls=[^;]+; Path=/; HttpOnly; SameSite=Strict; Secure;`),
  )
})

test('[TL5] either media cookie opens private files', async () => {
  await using closed = await startRoom({ privateFiles: true })
  const owner = await closed.owner()
  const channel = await owner.channel({ name: 'files' })
  const id = await owner.file('a secret', 'secret.txt')
  await owner.say(channel.id, 'look', { file_id: id })
  const body = JSON.stringify({ username_or_email: owner.username, password: PASSWORD })
  const [first, second] = [closed.url, secure(closed.url)]
  for (const url of [first, second]) {
    const reply = await bareRequest(url, 'POST', '/api/auth/login', { 'content-type': 'application/json' }, { body })
    const cookie = reply.headers.getSetCookie().join().split(';', 1).join()
    const old = `${cookie.split('=', 1).join().replace(/_tls$/, '')}=gone; `
    for (const sent of [cookie, old + cookie]) {
      expect((await bareRequest(url, 'GET', `/files/${id}/secret.txt`, { cookie: sent })).text).toBe('a secret')
    }
    expect((await bareRequest(url, 'GET', `/files/${id}/secret.txt`)).status).toBeGreaterThanOrEqual(400)
  }
})

test('[TL5] of the cookies of two people the encrypted one counts over TLS', async () => {
  await using closed = await startRoom({ privateFiles: true })
  const owner = await closed.owner()
  const ben = await closed.person('ben')
  const channel = await owner.channel({ name: 'files', is_private: true })
  const id = await owner.file('a secret', 'secret.txt')
  await owner.say(channel.id, 'look', { file_id: id })
  const cookieOf = async (username: string, url: string) => {
    const body = JSON.stringify({ username_or_email: username, password: PASSWORD })
    const reply = await bareRequest(url, 'POST', '/api/auth/login', { 'content-type': 'application/json' }, { body })
    return reply.headers.getSetCookie().join().split(';', 1).join()
  }
  const [his, hers] = [await cookieOf(ben.username, closed.url), await cookieOf(owner.username, secure(closed.url))]
  for (const cookie of [`${his}; ${hers}`, `${hers}; ${his}`]) {
    const got = await bareRequest(secure(closed.url), 'GET', `/files/${id}/secret.txt`, { cookie })
    expect(got.text).toBe('a secret')
  }
})

test('[TL6] origins', async () => {
  const host = `127.0.0.1:${room.port}`
  const status = async (url: string, origin: string) =>
    (await bareRequest(url, 'GET', '/api/health', { host, origin })).status
  expect(await status(secure(room.url), `https://${host}`)).toBe(200)
  expect(await status(secure(room.url), `http://${host}`)).toBe(403)
  expect(await status(room.url, `http://${host}`)).toBe(200)
  expect(await status(room.url, `https://${host}`)).toBe(403)
  expect(await status(secure(room.url), 'app://stuffchat')).toBe(200)
})

test('[TL7] versions and protocols', async () => {
  const newest = await shown(room.port)
  expect([newest.getProtocol(), newest.alpnProtocol]).toEqual(['TLSv1.3', 'http/1.1'])
  expect((await shown(room.port, { maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2')
  // The lowest security level of OpenSSL lets a client ask for it at all.
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
  await expect(shown(room.port, old)).rejects.toThrow(/alert|version/i)
})

test('[TL8] a room that gets another name keeps its key', async () => {
  await using named = await startRoom()
  const before = await shown(named.port)
  await named.restart()
  expect((await shown(named.port)).certificate.fingerprint256).toBe(before.certificate.fingerprint256)
  await named.restart({ origins: ['https://chat.example.org'] })
  const { certificate } = await shown(named.port)
  expect(certificate.checkHost('chat.example.org')).toBe('chat.example.org')
  expect(certificate.fingerprint256).not.toBe(before.certificate.fingerprint256)
  expect(identityOf(certificate.publicKey)).toBe(identityOf(before.certificate.publicKey))
})
