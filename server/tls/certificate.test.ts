import { X509Certificate, createPrivateKey } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CertificateDeps, openCertificate } from './certificate.ts'
import { identityOf, makeKey } from './identity.ts'
import type { CertificateNames } from './names.ts'
import type { Certificate } from './own-certificate.ts'

const DAY_MS = 24 * 3600 * 1000
const NOW = Date.parse('2026-03-01T12:00:00Z')
const HOME: CertificateNames = {
  dns: ['localhost', 'den.local'],
  ips: ['127.0.0.1', '192.168.1.24', '2001:db8:1:2::24'],
}

let dataDir = ''
let now = NOW
let names = HOME
const tlsKey = makeKey()
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stuffchat-certificate-'))
  mkdirSync(join(dataDir, 'secrets'))
  ;[now, names] = [NOW, HOME]
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const open = async (more: Partial<CertificateDeps> = {}) => {
  const opened = await openCertificate({
    dataDir,
    tlsKey,
    own: null,
    roomName: () => 'Löwenhöhle',
    names: () => names,
    wallClock: () => now,
    onBug: (what, error) => expect.fail(`${what}: ${String(error)}`),
    ...more,
  })
  opened.close()
  return opened
}
const path = () => join(dataDir, 'secrets', 'tls.crt')
const stored = () => readFileSync(path(), 'utf8')

test('the first is a self-signed server certificate around the key, for all names, and 397 days long', async () => {
  const { current, identity } = await open()
  const certificate = new X509Certificate(current().cert)
  expect(certificate.checkPrivateKey(createPrivateKey(tlsKey))).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect([certificate.subject, certificate.issuer]).toEqual(['CN=Löwenhöhle', 'CN=Löwenhöhle'])
  expect(certificate.ca).toBe(false)
  expect(identityOf(certificate.publicKey)).toBe(identity)
  expect(identity).toMatch(/^[A-Za-z0-9_-]{43}$/)
  for (const name of HOME.dns) expect(certificate.checkHost(name)).toBe(name)
  for (const ip of HOME.ips) expect(certificate.checkIP(ip)).toBe(ip)
  expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBe(397 * DAY_MS)
  expect([certificate.validFromDate.getTime() < NOW, certificate.validToDate.getTime() > NOW]).toEqual([true, true])
  expect(stored().trim()).toBe(current().cert.trim())
  if (process.platform !== 'win32') expect(statSync(path()).mode & 0o777).toBe(0o600)
})

test('it stays, so that the exception of a browser stays', async () => {
  await open()
  const first = stored()
  now += 260 * DAY_MS
  const { check } = await open()
  expect(await check()).toBe(false)
  expect(stored()).toBe(first)
})

test('a new address gets a new certificate for the same key, which is told, and names the old ones too', async () => {
  const { check, onRenewed, current, identity } = await open()
  const told: Certificate[] = []
  onRenewed((certificate) => told.push(certificate))
  names = { ...HOME, ips: ['127.0.0.1', '10.9.0.4'] }
  expect(await Promise.all([check(), check()])).toEqual([true, true])
  expect(told).toEqual([current()])
  const certificate = new X509Certificate(current().cert)
  expect(identityOf(certificate.publicKey)).toBe(identity)
  for (const ip of [...names.ips, ...HOME.ips]) expect(certificate.checkIP(ip)).toBe(ip)
  // Home again: nobody needs another exception.
  names = HOME
  expect(await check()).toBe(false)
})

test('another address of an IPv6 network that is named already is no reason', async () => {
  const { check } = await open()
  names = { ...HOME, ips: [...HOME.ips.slice(0, 2), '2001:db8:1:2:aaaa::1'] }
  expect(await check()).toBe(false)
})

test('another name is a reason', async () => {
  const { check, current } = await open()
  names = { ...HOME, dns: [...HOME.dns, 'chat.example.org'] }
  expect(await check()).toBe(true)
  expect(new X509Certificate(current().cert).checkHost('chat.example.org')).toBe('chat.example.org')
})

test('many addresses come and go: the certificate does not grow for ever', async () => {
  const { check, current } = await open()
  for (let i = 0; i < 5; i += 1) {
    names = { ...HOME, ips: Array.from({ length: 20 }, (_, host) => `10.9.${i}.${host}`) }
    expect(await check()).toBe(true)
  }
  const certificate = new X509Certificate(current().cert)
  expect(certificate.subjectAltName?.match(/IP Address/g)?.length).toBe(64)
  for (const ip of names.ips) expect(certificate.checkIP(ip)).toBe(ip)
})

test('with a third of its life left it is renewed, with the same key', async () => {
  const { check, current, identity } = await open()
  const first = current().cert
  now = NOW + 270 * DAY_MS
  expect(await check()).toBe(true)
  expect(current().cert).not.toBe(first)
  expect(new X509Certificate(current().cert).validToDate.getTime()).toBe(now + 396 * DAY_MS)
  expect((await open()).identity).toBe(identity)
})

test('one that is not valid yet is made anew: the clock was wrong', async () => {
  await open()
  now = NOW - 30 * DAY_MS
  const { current } = await open()
  expect(new X509Certificate(current().cert).validFromDate.getTime()).toBeLessThan(now)
})

test.each([
  ['of another key', async () => (await open({ tlsKey: makeKey() })).current().cert],
  ['damaged', async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ['empty', async () => ''],
])('one that is %s is made anew', async (_what, other) => {
  writeFileSync(path(), await other())
  const { current, identity } = await open()
  expect(identityOf(new X509Certificate(current().cert).publicKey)).toBe(identity)
  expect(stored().trim()).toBe(current().cert.trim())
})

test("one's own is used as it is, and nothing is stored", async () => {
  const own: Certificate = { key: 'a key', cert: 'a certificate', identity: 'an identity' }
  const { current, identity, check } = await open({ own })
  expect([current(), identity, await check()]).toEqual([own, 'an identity', false])
  expect(stored).toThrow('ENOENT')
})

test.each(['#general', '#', 'Mia "the" Den', '"', 'Den, CN=evil+O="x"#'])('a room may be called %s', async (name) => {
  const { current } = await open({ roomName: () => name })
  expect(new X509Certificate(current().cert).toLegacyObject().subject).toEqual({ CN: name })
})
