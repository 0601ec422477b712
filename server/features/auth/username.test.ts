import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseEmail, normaliseUsername, usernameKey } from './username.ts'

const reasonOf = (raw: string) => {
  const result = normaliseUsername(raw)
  return result.ok ? null : result.reason
}

test.each([
  ['Ann', 'Ann', 'ann'],
  ['  Ann  ', 'Ann', 'ann'],
  ['Ann   Smith', 'Ann Smith', 'ann smith'],
  ['Ann\u00A0Smith', 'Ann Smith', 'ann smith'],
  ['Ａｎｎ', 'Ann', 'ann'],
  ['Straße', 'Straße', 'strasse'],
  ['STRAẞE', 'STRAẞE', 'strasse'],
  ['ΟΔΥΣΣΕΥΣ', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
  ['e\u0301a', 'éa', 'éa'],
  ['Анна', 'Анна', 'анна'],
  ['x', 'x', 'x'],
  ['user_1-2.3', 'user_1-2.3', 'user_1-2.3'],
  ['😀 Bob', '😀 Bob', '😀 bob'],
  ['@bob', '@bob', '@bob'],
  ['a @ b', 'a @ b', 'a @ b'],
])('%j is a name', (raw, username, key) => {
  expect(normaliseUsername(raw)).toEqual({ ok: true, username, key })
})

test.each([
  ['Japanese with Latin', 'Tanaka たなか タナカー 田中'],
  ['Korean with Latin', 'Kim 김 金'],
  ['Chinese with Bopomofo and Latin', 'Li 李 ㄌㄧ'],
  ['Arabic', 'محمد ٣'],
  ['Hindi', 'हिन्दी'],
  ['Thai', 'น้ำ'],
  ['Gothic', '\u{10330}\u{10331}'],
  ['digits only', '12345'],
  ['64 characters beyond the BMP', '😀'.repeat(64)],
])('accepts %s', (_what, raw) => {
  expect(reasonOf(raw)).toBeNull()
})

test.each([
  ['nothing', '', 'at least one'],
  ['spaces', ' \t\u3000 ', 'at least one'],
  ['65 characters', 'a'.repeat(65), 'at most 64'],
  ['64 that NFKC makes more', '\uFDFA'.repeat(64), 'at most 64'],
  ['a tab inside', 'a\tb', 'invisible'],
  ['a line break', 'a\nb', 'invisible'],
  ['NUL', 'a\0b', 'invisible'],
  ['a right-to-left override', 'a\u202Eb', 'invisible'],
  ['a zero-width space', 'a\u200Bb', 'invisible'],
  ['a zero-width joiner', 'a\u200Db', 'invisible'],
  ['a soft hyphen', 'a\u00ADb', 'invisible'],
  ['a byte order mark inside', 'a\uFEFFb', 'invisible'],
  ['a Hangul filler alone', '\u3164', 'invisible'],
  ['a braille blank', '\u2800', 'invisible'],
  ['a tag character', 'a\u{E0041}', 'invisible'],
  ['a variation selector', 'a\uFE0F', 'invisible'],
  ['a line separator', 'a\u2028b', 'invisible'],
  ['an Ogham space', 'a\u1680b', 'invisible'],
  ['a lone surrogate', 'a\uD800', 'invisible'],
  ['private use', 'a\uE000', 'invisible'],
  ['unassigned', 'a\u0378', 'invisible'],
  ['a noncharacter', 'a\uFFFF', 'invisible'],
  ['a mark at the start', '\u0301a', 'must follow'],
  ['a mark after a space', 'a \u0301', 'must follow'],
  ['a spacing accent, which NFKC takes apart', '\u00B4a', 'must follow'],
  ['five marks', `a${'\u0316'.repeat(5)}`, 'more than 4'],
  ['8,000 marks', `a${'\u0301'.repeat(8_000)}`, 'at most 64'],
  ['an e-mail address', 'ann@example.org', 'e-mail'],
  ['the shortest of them', 'a@b', 'e-mail'],
  ['one with a fullwidth @', 'ann＠example', 'e-mail'],
  ['Latin with Cyrillic', 'pаypal', 'different scripts'],
  ['Latin with Greek', 'αlpha', 'different scripts'],
  ['Cyrillic with Han', 'Анна 田', 'different scripts'],
  ['Hiragana with Hangul', 'たな김', 'different scripts'],
  ['Bopomofo with Hangul', 'ㄌㄧ김', 'different scripts'],
])('refuses %s', (_what, raw, reason) => {
  expect(reasonOf(raw)).toContain(reason)
})

test('whatever was given out is accepted again, unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (raw) => {
      const first = normaliseUsername(raw)
      if (!first.ok) return
      expect(normaliseUsername(first.username)).toEqual(first)
      expect(usernameKey(first.key)).toBe(first.key)
    }),
    { numRuns: 2_000 },
  )
})

test('the key is idempotent on every code point, and blind to case', () => {
  const broken: string[] = []
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const character = String.fromCodePoint(point)
    const key = usernameKey(character)
    const same =
      usernameKey(key) === key &&
      usernameKey(character.toUpperCase()) === key &&
      usernameKey(`A${character}b`) === usernameKey(usernameKey(`A${character}b`))
    if (!same) broken.push(point.toString(16))
  }
  expect(broken).toEqual([])
})

test.each([
  ['Ann@Example.org ', 'Ann@Example.org', 'ann@example.org'],
  ["o'neill+chat@pc.local", "o'neill+chat@pc.local", "o'neill+chat@pc.local"],
  ['root@localhost', 'root@localhost', 'root@localhost'],
])('%j is an e-mail address', (raw, email, key) => {
  expect(normaliseEmail(raw)).toEqual({ ok: true, email, key })
})

test.each([
  '',
  'ann',
  'ann@',
  '@example.org',
  'a b@example.org',
  'ann@exa mple.org',
  'ann@-example.org',
  'ann@example..org',
  'ann@b@c.org',
  'änn@example.org',
  'ann@example.org\r\nBcc: x@y.z',
  `${'a'.repeat(65)}@example.org`,
  `a@${'b.'.repeat(130)}org`,
])('%j is no e-mail address', (raw) => {
  expect(normaliseEmail(raw).ok).toBe(false)
})

test('no name is also an e-mail address', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (address) => {
      if (normaliseEmail(address).ok) expect(normaliseUsername(address).ok).toBe(false)
    }),
  )
})
