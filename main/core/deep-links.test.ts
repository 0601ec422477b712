import { describe, expect, test } from 'vitest'
import { DeepLink } from '#protocol/bridge.ts'
import type { SavedRoom } from '#protocol/bridge.ts'
import { HOSTILE_URLS } from './hostile-urls.ts'
import { linkFromArguments, readDeepLink } from './deep-links.ts'

const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const OTHER = 'A'.repeat(43)
const ROOM = '0f8fad5b-d9cb-469f-a165-70867728950e'
const LINK = 'stuffchat://join?v=1&a=10.0.0.1:22800'

test.each<[string[], string | null]>([
  [[], null],
  [['stuffchat.exe'], null],
  [['stuffchat.exe', '--flag', LINK], LINK],
  [['electron', '.', LINK, '--allow-file-access-from-files'], LINK],
  [[LINK, LINK], LINK],
  [[LINK, 'stuffchat://join?v=1&a=10.0.0.2:1'], null],
  [['STUFFCHAT://join?x'], 'STUFFCHAT://join?x'],
  [['--url=stuffchat://join?x'], null],
  [[' stuffchat://join?x'], null],
  [['https://example.org', 'file:///etc/passwd', 'javascript:alert(1)', 'app://stuffchat/'], null],
])('%j holds %s', (args, link) => {
  expect(linkFromArguments(args)).toBe(link)
})

test('what is shown before anything is asked of the room', () => {
  const link = readDeepLink(`${LINK}&k=${KEY}&room=${ROOM}&name=Attic&code=482917`, [])
  expect(DeepLink.parse(link)).toEqual({
    kind: 'join',
    invitation: { addresses: ['10.0.0.1:22800'], identity: KEY, room_id: ROOM, name: 'Attic', code: '482917' },
    shown: {
      name: 'Attic',
      addresses: ['10.0.0.1:22800'],
      identity: '0001 0203 0405 0607 0809 0a0b',
      with_code: true,
    },
    known_as: null,
    trust: 'new',
  })
})

test.each([
  ...HOSTILE_URLS,
  'stuffchat:',
  'stuffchat://',
  'stuffchat://join',
  'stuffchat://open?file=/etc/passwd',
  'stuffchat://join?v=1&a=javascript:alert(1)',
  'stuffchat://join?v=1&a=10.0.0.1:22800&exec=calc',
  'stuffchat://join?v=1&a=10.0.0.1:22800" --inspect=0.0.0.0:9229',
  'stuffchat://join?v=1&a=10.0.0.1:22800&name=%3Cimg%20src=x%3E%00',
  'stuffchat://join?v=1&a=10.0.0.1:22800&name=%E2%80%AEcimota',
  'stuffchat://join?v=1&a=..%2f..%2fetc:1',
  `stuffchat://join?v=1&a=10.0.0.1:22800&name=${'a'.repeat(100_000)}`,
  'http://10.0.0.1:22800/join/482917',
  'https://example.org/',
  'javascript:alert(1)',
  'file:///etc/passwd',
])('%.80s is refused with a sentence', (link) => {
  expect(DeepLink.parse(readDeepLink(link, []))).toEqual({
    kind: 'refused',
    reason: expect.stringMatching(/^T.*[.?]$/),
  })
})

describe('whose link it is', () => {
  const saved: SavedRoom = {
    key: 'attic',
    name: 'Attic',
    addresses: ['10.0.0.1:22800', 'pc.local:22800'],
    identity: KEY,
    room_id: ROOM,
    username: 'ann',
    last_used_at: null,
  }
  const loose = { ...saved, identity: null, room_id: null }
  test.each<[string, string, SavedRoom, string | null, string]>([
    ['the same identity elsewhere', `stuffchat://join?v=1&a=10.9.9.9:1&k=${KEY}`, saved, 'attic', 'known'],
    ['the same room id, another identity', `${LINK}&room=${ROOM}&k=${OTHER}`, saved, 'attic', 'changed'],
    ['the same address and name, another identity', `${LINK}&name=Attic&k=${OTHER}`, saved, 'attic', 'changed'],
    ['an address used again by another room', `${LINK}&name=Cellar&k=${OTHER}`, saved, null, 'new'],
    ['no identity, a known room', `stuffchat://join?v=1&a=10.9.9.9:1&room=${ROOM}`, saved, 'attic', 'unverified'],
    ['no identity, a known address', LINK, saved, 'attic', 'unverified'],
    ['no identity, nothing known', 'stuffchat://join?v=1&a=10.9.9.9:1', saved, null, 'unverified'],
    ['a room that was never pinned', `${LINK}&name=Attic&k=${KEY}`, loose, 'attic', 'unverified'],
  ])('%s', (_, link, room, known_as, trust) => {
    expect(readDeepLink(link, [room])).toMatchObject({ kind: 'join', known_as, trust })
  })
})
