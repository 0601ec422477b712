import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readKey } from '../tls/identity.ts'
import { loadSecrets, ownerCode } from './secrets.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stuffchat-secrets-'))
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const inside = (name: string) => join(dataDir, 'secrets', name)
const modeOf = (path: string) => statSync(path).mode & 0o777

test('secrets are made once and stay', () => {
  const first = loadSecrets(dataDir)
  const second = loadSecrets(dataDir)
  expect(first.roomId).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(second.roomId).toBe(first.roomId)
  expect(second.tokenKey.equals(first.tokenKey)).toBe(true)
  expect(second.mediaKey.equals(first.mediaKey)).toBe(true)
  expect(second.tlsKey).toBe(first.tlsKey)
  expect(readKey(first.tlsKey)?.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  expect(first.tokenKey.equals(first.mediaKey)).toBe(false)
  expect(first.tokenKey.symmetricKeySize).toBe(32)
  expect(readdirSync(join(dataDir, 'secrets')).toSorted()).toEqual(['media.key', 'room-id', 'tls.key', 'token.key'])
})

test.skipIf(process.platform === 'win32')('nobody else may read them, and looser modes are tightened', () => {
  loadSecrets(dataDir)
  ownerCode(dataDir).create()
  const files = ['media.key', 'room-id', 'tls.key', 'token.key', 'owner-code'].map(inside)
  expect([modeOf(join(dataDir, 'secrets')), ...files.map(modeOf)]).toEqual([0o700, ...files.map(() => 0o600)])
  chmodSync(join(dataDir, 'secrets'), 0o755)
  for (const file of files) chmodSync(file, 0o644)
  loadSecrets(dataDir)
  ownerCode(dataDir)
  expect([modeOf(join(dataDir, 'secrets')), ...files.map(modeOf)]).toEqual([0o700, ...files.map(() => 0o600)])
})

test.each(['token.key', 'media.key', 'tls.key', 'room-id'])(
  'a damaged %s is an error that names it, and is kept',
  (name) => {
    loadSecrets(dataDir)
    const stored = readFileSync(inside(name), 'utf8')
    // What follows the end of a PEM text means nothing.
    const longer = name === 'tls.key' ? [] : [`${stored}x`]
    for (const damage of ['', 'AAAA', stored.slice(0, -20), ...longer]) {
      writeFileSync(inside(name), damage)
      expect(() => loadSecrets(dataDir)).toThrow(inside(name))
      expect(readFileSync(inside(name), 'utf8')).toBe(damage)
    }
  },
)

test('the owner code is 80 bits in groups of four, read again until it is cleared', () => {
  const code = ownerCode(dataDir)
  expect(code.read()).toBeNull()
  const made = code.create()
  expect(made).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
  expect(code.read()).toBe(made)
  expect(ownerCode(dataDir).read()).toBe(made)
  code.clear()
  code.clear()
  expect(code.read()).toBeNull()
  expect(code.matches(made)).toBe(false)
  expect(ownerCode(dataDir).read()).toBeNull()
})

test('the code is those bits, and is known however it was typed', () => {
  // 00000 00001 00010 … 01111: the first sixteen digits.
  const bytes = Buffer.from('00443214c74254b635cf', 'hex')
  const code = ownerCode(dataDir, () => bytes)
  expect(code.create()).toBe('0123-4567-89AB-CDEF')
  for (const typed of ['0123-4567-89AB-CDEF', '0123456789abcdef', ' oL23 4567-89ab cdef\n', 'OI23-4567-89AB-CDEF']) {
    expect(code.matches(typed)).toBe(true)
  }
  for (const typed of ['', '0123-4567-89AB-CDE', '0123-4567-89AB-CDEF0', '1123-4567-89AB-CDEF', '-']) {
    expect(code.matches(typed)).toBe(false)
  }
})
