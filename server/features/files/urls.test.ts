import { createSecretKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ROOM_SCOPE, channelScope, createFileUrls } from './urls.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 5, 1, 12)
const FILE = { id: '5f0c6a3e-6f0e-4a5e-9d1e-3a6f0c5e7b21', name: 'a.txt' }
const CHANNEL = '9a1d4d52-7a0f-4b7c-8f4e-2f1f6f0f3c11'
const SCOPE = channelScope(CHANNEL, 1)
const key = (fill: number) => createSecretKey(Buffer.alloc(32, fill))

function urlsAt(now: { ms: number }, mediaKey = key(1)) {
  return createFileUrls({ privateFiles: true, mediaKey, wallClock: () => now.ms })
}
const signatureOf = (url: string) => {
  const query = new URLSearchParams(url.split('?')[1])
  return { exp: query.get('exp') ?? undefined, sig: query.get('sig') ?? undefined }
}

describe('the path', () => {
  const urls = createFileUrls({ privateFiles: false, mediaKey: key(1), wallClock: () => NOON })
  test.each([
    ['a.txt', 'a.txt'],
    ['ä b?.txt', '%C3%A4%20b%3F.txt'],
    ['100%#/\\.txt', '100%25%23%2F%5C.txt'],
    ['🎈.png', '%F0%9F%8E%88.png'],
    ['half \ud83c pair', 'half%20%EF%BF%BD%20pair'],
  ])('of %j ends in %s', (name, encoded) => {
    expect(urls.file({ id: FILE.id, name }, SCOPE)).toBe(`/files/${FILE.id}/${encoded}`)
  })
  test('carries no signature when files are not private', () => {
    expect(urls.emoji('party')).toBe('/emojis/party/image')
    expect(urls.isValid(FILE.id, SCOPE, {})).toBe(false)
  })
})

describe('a signature', () => {
  const now = { ms: NOON }
  const urls = urlsAt(now)
  const signed = () => signatureOf(urls.file(FILE, SCOPE))

  test('is good for its file in its scope', () => {
    expect(urls.isValid(FILE.id, SCOPE, signed())).toBe(true)
    expect(urls.isValid('emoji party', ROOM_SCOPE, signatureOf(urls.emoji('party')))).toBe(true)
  })

  test('is good after a restart with the same key, and with no other', () => {
    expect(urlsAt(now).isValid(FILE.id, SCOPE, signed())).toBe(true)
    expect(urlsAt(now, key(2)).isValid(FILE.id, SCOPE, signed())).toBe(false)
  })

  test.each([
    ['another file', '00000000-0000-4000-8000-000000000000', SCOPE],
    ['another channel', FILE.id, channelScope('00000000-0000-4000-8000-000000000000', 1)],
    ['the key that came after somebody lost access', FILE.id, channelScope(CHANNEL, 2)],
    ['the key before', FILE.id, channelScope(CHANNEL, 0)],
    ['what everybody in the room may see', FILE.id, ROOM_SCOPE],
    ['an id and a scope cut elsewhere', `${FILE.id}\n${signed().exp}`, SCOPE],
  ])('is not good for %s', (_what, id, scope) => {
    expect(urls.isValid(id, scope, signed())).toBe(false)
  })

  test('is not good with any character changed, dropped or added', () => {
    const { exp, sig = '' } = signed()
    for (let at = 0; at < sig.length - 1; at += 1) {
      const other = sig[at] === 'A' ? 'B' : 'A'
      expect(urls.isValid(FILE.id, SCOPE, { exp, sig: sig.slice(0, at) + other + sig.slice(at + 1) })).toBe(false)
    }
    for (const wrong of ['', 'A', sig.slice(1), sig.slice(0, -2), `${sig}AAAA`, sig.repeat(2), '☃'.repeat(43)]) {
      expect([wrong, urls.isValid(FILE.id, SCOPE, { exp, sig: wrong })]).toEqual([wrong, false])
    }
  })

  test.each(['', '0', '-1', '1e99', 'Infinity', 'NaN', '99999999999999999999', ' 1', '0x10', '1.5'])(
    'is not good until %j',
    (exp) => {
      expect(urls.isValid(FILE.id, SCOPE, { exp, sig: signed().sig })).toBe(false)
    },
  )

  test('cannot be moved to a later time, or written another way', () => {
    const { exp = '', sig } = signed()
    for (const other of [String(Number(exp) + 1), String(Number(exp) + 3_600), `0${exp}`]) {
      expect(urls.isValid(FILE.id, SCOPE, { exp: other, sig })).toBe(false)
    }
    expect(urls.isValid(FILE.id, SCOPE, { exp, sig: undefined })).toBe(false)
    expect(urls.isValid(FILE.id, SCOPE, { exp: undefined, sig })).toBe(false)
  })

  test('lasts 24 hours at least and 25 at most, and ends to the second', () => {
    for (const late of [0, 1, 1_000, HOUR / 2, HOUR - 1]) {
      const at = { ms: NOON + late }
      const own = urlsAt(at)
      const made = signatureOf(own.file(FILE, SCOPE))
      const ends = Number(made.exp) * 1_000
      expect(ends - at.ms).toBeGreaterThanOrEqual(24 * HOUR)
      expect(ends - at.ms).toBeLessThan(25 * HOUR)
      at.ms = ends
      expect(own.isValid(FILE.id, SCOPE, made)).toBe(true)
      at.ms = ends + 1
      expect(own.isValid(FILE.id, SCOPE, made)).toBe(false)
    }
  })

  test('is the same for all readers within the hour, and another in the next', () => {
    const at = { ms: NOON + 1 }
    const own = urlsAt(at)
    const first = own.file(FILE, SCOPE)
    at.ms = NOON + HOUR
    expect(own.file(FILE, SCOPE)).toBe(first)
    at.ms = NOON + HOUR + 1
    expect(own.file(FILE, SCOPE)).not.toBe(first)
  })
})
