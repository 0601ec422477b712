import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  Invitation,
  MAX_LINK,
  canonicalAddress,
  formatAppLink,
  formatWebLink,
  invitationName,
  parseInvitation,
  shownIdentity,
} from './invitation.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ROOM = '0f8fad5b-d9cb-469f-a165-70867728950e'
const FULL: Invitation = {
  addresses: ['192.168.1.24:22800', '[fd12:3456::24]:22800', 'attic-pc.local:22800'],
  identity: KEY,
  room_id: ROOM,
  name: 'Ann’s (attic) & LAN+',
  code: 'fern-61c4',
}
const problem = (text: string) => {
  const parsed = parseInvitation(text)
  return parsed.ok ? parsed.invitation : parsed.code
}

describe('the canonical forms', () => {
  const fields = `k=${KEY}&room=${ROOM}&name=Ann%E2%80%99s%20%28attic%29%20%26%20LAN%2B&code=fern-61c4`
  test('for the app', () => {
    expect(formatAppLink(FULL)).toBe(
      `stuffchat://join?v=1&a=192.168.1.24:22800&a=%5Bfd12:3456::24%5D:22800&a=attic-pc.local:22800&${fields}`,
    )
  })
  test('for a browser: where it leads, and the rest in the fragment', () => {
    expect(formatWebLink(FULL, 'http:')).toBe(
      `http://192.168.1.24:22800/join/#v=1&a=%5Bfd12:3456::24%5D:22800&a=attic-pc.local:22800&${fields}`,
    )
    const named = { ...FULL, addresses: ['chat.example.org:443'], identity: null, room_id: null, name: null }
    expect(formatWebLink(named, 'https:')).toBe('https://chat.example.org/join/#v=1&code=fern-61c4')
    expect(problem('https://chat.example.org/join/#v=1&code=fern-61c4')).toEqual(named)
  })
})

test.each([
  ['stuffchat://join?v=1&a=10.0.0.1:1', { addresses: ['10.0.0.1:1'] }],
  ['STUFFCHAT://JOIN/?code=x&a=PC.local:22800&v=1', { addresses: ['pc.local:22800'], code: 'x' }],
  ['stuffchat://join?v=1&a=[FD12:0:0::24]:22800&a=[fd12::24]:22800', { addresses: ['[fd12::24]:22800'] }],
  ['http://10.0.0.1:22800/join/482917', { addresses: ['10.0.0.1:22800'], code: '482917' }],
  ['HTTP://PC.local/join/482917#v=1', { addresses: ['pc.local:80'], code: '482917' }],
  ['https://chat.example.org/join#v=1', { addresses: ['chat.example.org:443'] }],
  ['http://10.0.0.1:22800/join/#v=1&a=10.0.0.1:22800', { addresses: ['10.0.0.1:22800'] }],
])('%s is read', (link, part) => {
  expect(problem(link)).toEqual({ identity: null, room_id: null, name: null, code: null, ...part })
})

const OK = 'stuffchat://join?v=1&a=10.0.0.1:22800'
test.each([
  ['', 'not_an_invitation'],
  ['482917', 'not_an_invitation'],
  ['stuffchat://', 'not_an_invitation'],
  ['stuffchat:join?v=1&a=10.0.0.1:22800', 'not_an_invitation'],
  ['stuffchat://leave?v=1', 'not_an_invitation'],
  ['stuffchat://join.evil?v=1&a=10.0.0.1:22800', 'not_an_invitation'],
  ['stuffchat://join@evil?v=1&a=10.0.0.1:22800', 'not_an_invitation'],
  ['stuffchat://join/../x?v=1', 'not_an_invitation'],
  ['xstuffchat://join?v=1', 'not_an_invitation'],
  [` ${OK}`, 'not_an_invitation'],
  [`${OK}\n`, 'not_an_invitation'],
  [`${OK} --inspect`, 'not_an_invitation'],
  [`${OK}&name=ä`, 'not_an_invitation'],
  ['http://10.0.0.1:22800/', 'not_an_invitation'],
  ['http://10.0.0.1:22800/joinx/1', 'not_an_invitation'],
  ['http://10.0.0.1:22800/join/a/b', 'not_an_invitation'],
  ['http://10.0.0.1:22800/join/1?x', 'not_an_invitation'],
  ['http://u:p@10.0.0.1:22800/join/1', 'not_an_invitation'],
  ['http://10.0.0.1\\@evil:80/join/1', 'not_an_invitation'],
  ['ftp://10.0.0.1:22800/join/1', 'not_an_invitation'],
  ['javascript:alert(1)//join/1', 'not_an_invitation'],
  ['http://10.0.0.1:22800/join', 'broken'],
  ['http://10.0.0.1:22800/join/', 'broken'],
  ['http://10.0.0.1:22800/join/%2e%2e', 'code_invalid'],
  ['http://10.0.0.1:0/join/1', 'address_invalid'],
  ['http://0x7f.1/join/1', 'address_invalid'],
  ['http://0.0.0.0:80/join/1', 'address_invalid'],
  ['http://10.0.0.1:22800/join/1#v=1&code=2', 'broken'],
  ['stuffchat://join?', 'broken'],
  ['stuffchat://join?a=10.0.0.1:22800', 'broken'],
  ['stuffchat://join?v=1', 'addresses_missing'],
  ['stuffchat://join?v=2&a=10.0.0.1:22800&new=1', 'newer_version'],
  ['stuffchat://join?v=0&a=10.0.0.1:22800', 'broken'],
  ['stuffchat://join?v=01&a=10.0.0.1:22800', 'broken'],
  ['stuffchat://join?v=1&v=1&a=10.0.0.1:22800', 'broken'],
  [`${OK}&`, 'broken'],
  [`${OK}&&name=x`, 'broken'],
  [`${OK}&=x`, 'broken'],
  [`${OK}&name=`, 'broken'],
  [`${OK}&name`, 'broken'],
  [`${OK}&name=%`, 'broken'],
  [`${OK}&name=%ff`, 'broken'],
  [`${OK}&name=a&name=b`, 'broken'],
  [`${OK}&code=a&code=b`, 'broken'],
  [`${OK}&zz=1`, 'unknown_part'],
  [`${OK}&V=1`, 'unknown_part'],
  [`${OK}&__proto__=1`, 'unknown_part'],
  [`${OK}&toString=1`, 'unknown_part'],
  [`${OK}&a=10.0.0.2`, 'address_invalid'],
  [`${OK}&a=http://10.0.0.2:1`, 'address_invalid'],
  [`${OK}&a=a@b:1`, 'address_invalid'],
  [`${OK}&k=short`, 'identity_invalid'],
  [`${OK}&k=${KEY.slice(0, -1)}9`, 'identity_invalid'],
  [`${OK}&room=x`, 'room_invalid'],
  [`${OK}&room=${ROOM.toUpperCase()}`, 'room_invalid'],
  [`${OK}&name=%E2%80%AEx`, 'name_invalid'],
  [`${OK}&name=a%00b`, 'name_invalid'],
  [`${OK}&name=a%0Ab`, 'name_invalid'],
  [`${OK}&name=%20a`, 'name_invalid'],
  [`${OK}&name=${'x'.repeat(101)}`, 'name_invalid'],
  [`${OK}&code=a%20b`, 'code_invalid'],
  [`${OK}&code=${'1'.repeat(65)}`, 'code_invalid'],
  [`${OK}${Array.from({ length: 12 }, (_, i) => `&a=10.0.1.${i}:1`).join('')}`, 'addresses_many'],
  [`${OK}&name=${'x'.repeat(MAX_LINK)}`, 'too_long'],
])('%.80s is refused: %s', (link, code) => {
  const parsed = parseInvitation(link)
  expect(parsed).toMatchObject({ ok: false, code })
  expect(parsed.ok ? '' : parsed.reason).toMatch(/^[A-Z].*[.?]$/)
})

test.each([
  ['localhost:1', 'localhost:1'],
  ['A.B:65535', 'a.b:65535'],
  ['[::1]:22800', '[::1]:22800'],
  ['[::ffff:10.0.0.1]:1', '[::ffff:a00:1]:1'],
  ['xn--bcher-kva.example:1', 'xn--bcher-kva.example:1'],
])('the address %s is %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical)
  expect(canonicalAddress(canonical)).toBe(canonical)
})
test.each([
  '',
  ':1',
  'a',
  'a:',
  'a:0',
  'a:01',
  'a:65536',
  'a:-1',
  'a:1:2',
  'a:1/',
  'a/b:1',
  'a b:1',
  'a_b:1',
  '-a:1',
  'a-:1',

  'a..b:1',
  '.a:1',
  'a.:1',
  '1:1',
  '1.2.3:1',
  '0x7f000001:1',
  '0177.0.0.1:1',
  '1.2.3.256:1',
  '::1:1',
  '[::1:1',
  '[::]:1',
  '[fe80::1%eth0]:1',
  '[::1]:',
  '224.0.0.251:1',
  '255.255.255.255:1',
  '0.1.2.3:1',
  '[ff02::fb]:1',
  'ä:1',
  'a%2e:1',
  'u@a:1',
  'a\\b:1',
  'a:１',
  `${'a'.repeat(64)}:1`,
  `${'a.'.repeat(127)}a:1`,
])('%s is no address', (text) => {
  expect(canonicalAddress(text)).toBeNull()
})
test('a port may be implied where the form implies it', () => {
  expect(canonicalAddress('a', 80)).toBe('a:80')
  expect(canonicalAddress('a:81', 80)).toBe('a:81')
})

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)
const host = fc.oneof(
  fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.')),
  fc.ipV4().filter((ip) => canonicalAddress(`${ip}:1`) !== null),
  fc
    .ipV6()
    .map((ip) => canonicalAddress(`[${ip}]:1`)?.slice(0, -2))
    .filter((ip) => ip !== undefined),
)
const address = fc.tuple(host, fc.integer({ min: 1, max: 65_535 })).map((parts) => parts.join(':'))
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const invitation: fc.Arbitrary<Invitation> = fc.record({
  addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 12 }),
  identity: orNull(
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  ),
  room_id: orNull(fc.uuid()),
  name: fc.string({ unit: 'binary', maxLength: 100 }).map(invitationName),
  code: orNull(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/)),
})

test('every invitation survives both forms, in plain printable ASCII', () => {
  fc.assert(
    fc.property(invitation, fc.constantFrom('http:' as const, 'https:' as const), (made, protocol) => {
      expect(Invitation.parse(made)).toEqual(made)
      for (const link of [formatAppLink(made), formatWebLink(made, protocol)]) {
        expect(link).toMatch(/^[!-~]+$/)
        expect(link).not.toMatch(/["'<>()\\`{}|^]/)
        expect(parseInvitation(link)).toEqual({ ok: true, invitation: made })
      }
    }),
  )
})

test('whatever is read has a canonical form that reads the same', () => {
  const piece = fc.oneof(
    fc.constantFrom('&', '=', 'v=1', 'a=10.0.0.1:1', 'code=', 'name=', '%', '%00', '/', '?', '#', 'k=', KEY, ROOM),
    fc.string(),
  )
  const start = fc.constantFrom('stuffchat://join?', OK, 'http://pc.local:22800/join/', 'https://[::1]/join/#v=1', '')
  fc.assert(
    fc.property(start, fc.array(piece, { maxLength: 8 }), (head, pieces) => {
      const parsed = parseInvitation(head + pieces.join(''))
      if (parsed.ok) expect(parseInvitation(formatAppLink(parsed.invitation))).toEqual(parsed)
      else expect(parsed.reason.length).toBeGreaterThan(20)
    }),
    { numRuns: 500 },
  )
})

test('the longest invitation is no longer than a link may be', () => {
  const longest = `${Array.from({ length: 4 }, () => 'a'.repeat(61)).join('.')}.`
  const made = {
    addresses: Array.from({ length: 12 }, (_, i) => `${longest}${String.fromCharCode(98 + i).repeat(4)}:65535`),
    identity: KEY,
    room_id: ROOM,
    name: '\u{1F600}'.repeat(100),
    code: 'c'.repeat(64),
  }
  expect(formatAppLink(Invitation.parse(made)).length).toBeLessThan(MAX_LINK)
  expect(parseInvitation(formatWebLink(made, 'https:'))).toEqual({ ok: true, invitation: made })
})

test.each([
  ['Attic', 'Attic'],
  [' \u202Eevil\u202C \u0000', 'evil'],
  ['\u200B', null],
  ['\uD800x', 'x'],
  ['👩‍🚀 crew', '👩‍🚀 crew'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('the name %j is invited to as %j', (name, shown) => {
  expect(invitationName(name)).toBe(shown)
})

test('an identity is shown in groups', () => {
  expect(shownIdentity(KEY)).toBe('0001 0203 0405 0607 0809 0a0b')
  expect(shownIdentity(Buffer.alloc(32, 0xff).toString('base64url'))).toBe('ffff ffff ffff ffff ffff ffff')
})
