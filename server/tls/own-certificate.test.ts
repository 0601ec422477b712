import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { identityOf, makeKey, readKey } from './identity.ts'
import { makeCertificate } from './make-certificate.ts'
import { readOwnCertificate } from './own-certificate.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const YEAR_MS = 365 * 24 * 3600 * 1000

let folder = ''
const at = (name: string) => join(folder, name)
const keyText = makeKey()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stuffchat-own-'))
  const key = readKey(keyText)
  if (key === null) throw new Error('no key')
  const names = { dns: ['chat.example.org'], ips: [] }
  const made = (now: number) => makeCertificate({ key, name: 'ours', names, now })
  const issuer = await made(NOW)
  writeFileSync(at('key.pem'), keyText)
  writeFileSync(at('cert.pem'), await made(NOW))
  writeFileSync(at('chain.pem'), `${await made(NOW)}\n${issuer}\n`)
  writeFileSync(at('old.pem'), await made(NOW - 2 * YEAR_MS))
  writeFileSync(at('early.pem'), await made(NOW + YEAR_MS))
  writeFileSync(at('other.key'), makeKey())
  writeFileSync(at('notes.txt'), 'nothing of the kind')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const
  writeFileSync(at('locked.key'), privateKey.export(locked))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (cert: string | null, key: string | null) =>
  readOwnCertificate(
    { ...(cert === null ? {} : { tlsCert: at(cert) }), ...(key === null ? {} : { tlsKey: at(key) }) },
    NOW,
  )

test('without both there is none', () => {
  expect(read(null, null)).toBeNull()
})

test.each(['cert.pem', 'chain.pem'])('%s is taken as it is, and the identity is that of its key', (name) => {
  const key = readKey(keyText)
  expect(read(name, 'key.pem')).toMatchObject({ key: keyText, identity: key && identityOf(key) })
})

test.each<[string, string | null, string | null, RegExp]>([
  ['no key', 'cert.pem', null, /^--tls-cert needs --tls-key beside it/],
  ['no certificate', null, 'key.pem', /^--tls-key needs --tls-cert beside it/],
  ['a certificate that is not there', 'gone.pem', 'key.pem', /^The file .*gone\.pem cannot be read \(ENOENT/],
  ['a key that is not there', 'cert.pem', 'gone.key', /^The file .*gone\.key cannot be read/],
  ['no certificate in the file', 'notes.txt', 'key.pem', /^There is no certificate in .*notes\.txt/],
  ['the files the wrong way round', 'key.pem', 'cert.pem', /^There is no certificate in .*key\.pem/],
  ['no key in the file', 'cert.pem', 'notes.txt', /^There is no private key in .*notes\.txt/],
  ['a key behind a passphrase', 'cert.pem', 'locked.key', /without a passphrase/],
  ['the key of another', 'cert.pem', 'other.key', /^The key in .*other\.key does not belong to .*cert\.pem/],
  ['one that has expired', 'old.pem', 'key.pem', /old\.pem expired on 2025-/],
  ['one of next year', 'early.pem', 'key.pem', /early\.pem is valid from 2027-.* clock/],
])('%s: a sentence that says what to do', (_what, cert, key, sentence) => {
  expect(() => read(cert, key)).toThrow(sentence)
})
