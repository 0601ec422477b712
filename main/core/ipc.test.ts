import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { DesktopEvents } from '#protocol/bridge.ts'
import { callChannel, eventChannel } from './channels.ts'
import { CHANNELS, callChannels, eventOf, isTrustedSender, parseArguments } from './ipc.ts'

const requests: [string, z.ZodType][] = Object.entries(CHANNELS).flatMap(([group, methods]) =>
  Object.entries(methods).map(([method, { request }]): [string, z.ZodType] => [callChannel(group, method), request]),
)
const ROOM = '0f8fad5b-d9cb-469f-a165-70867728950e'
const tokens = { user_id: ROOM, refresh_token_id: ROOM, refresh_token: 's3cret' }

/** One right argument for every call that takes one. */
const RIGHT: Record<string, unknown> = {
  'hosting.start': { name: 'Attic', invite_only: true, port: 22_800 },
  'rooms.save': {
    key: 'a',
    name: 'Attic',
    addresses: ['10.0.0.1:22800'],
    identity: null,
    room_id: ROOM,
    username: null,
    last_used_at: '2026-01-01T00:00:00.000Z',
  },
  'rooms.reach': { addresses: ['10.0.0.1:22800', '[fd00::1]:22800'], identity: 'A'.repeat(43) },
  'rooms.forget': { room: 'a' },
  'nearby.watch': { wanted: true },
  'tokens.read': { room: 'a' },
  'tokens.write': { room: 'a', tokens },
  'tokens.clear': { room: 'a' },
  'notifications.show': { key: 'c', title: 'ann', body: '<b>hi</b>', silent: false },
  'notifications.close': { key: 'c' },
  'badge.set': { count: 3 },
  'autostart.set': { enabled: true },
  'screens.choose': { request: 'r', id: null, audio: false },
  'shortcuts.set': [{ action: 'toggle_mute', accelerator: 'CommandOrControl+Shift+M' }],
  'talkKey.set': { code: 'Backquote' },
  'links.openExternal': { url: 'https://example.org' },
  'preferences.set': { theme: 'dark' },
}

describe.each(requests)('%s', (channel, request) => {
  const right = RIGHT[channel.replace('stuffchat:', '')]
  test('takes what it is made for, and nothing more', () => {
    expect(parseArguments(request, right === undefined ? [] : [right])).toEqual({ ok: true, value: right })
    expect(parseArguments(request, [right, right]).ok).toBe(false)
    if (right !== undefined) expect(parseArguments(request, []).ok).toBe(false)
    if (right !== undefined && !Array.isArray(right)) {
      expect(parseArguments(request, [{ ...right, extra: 1 }]).ok).toBe(false)
    }
  })
  test('refuses the rest with a sentence, and throws at nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (wrong) => {
        const parsed = parseArguments(request, [wrong])
        if (!parsed.ok) expect(parsed.reason).toMatch(/^This call .*\.$/)
      }),
      { numRuns: 50 },
    )
  })
})

test('every argument of the table above belongs to a call, and no two channels share a name', () => {
  const names = callChannels()
  for (const name of Object.keys(RIGHT)) expect(names).toContain(`stuffchat:${name}`)
  expect(new Set(names).size).toBe(names.length)
  expect(requests.map(([name]) => name)).toEqual(names)
  expect(eventChannel('deep_link')).toBe('stuffchat:event:deep_link')
})

test('a refusal does not repeat what was said', () => {
  const wrong = parseArguments(CHANNELS.tokens.write.request, [
    { room: 'a', tokens: { ...tokens, refresh_token_id: 's3cret' } },
  ])
  expect(wrong).toEqual({ ok: false, reason: 'This call was given something wrong as "tokens.refresh_token_id".' })
})

test.each([
  ['badge.set', { count: -1 }],
  ['badge.set', { count: 1.5 }],
  ['badge.set', { count: Number.NaN }],
  ['hosting.start', { name: '' }],
  ['hosting.start', { name: 'x', port: 0 }],
  ['hosting.start', { name: 'x', dataDir: '/' }],
  ['notifications.show', { key: 'c', title: 'x'.repeat(201), body: '', silent: false }],
  ['shortcuts.set', [{ action: 'toggle_mute', accelerator: 'Ctrl + M; rm' }]],
  ['shortcuts.set', [{ action: 'format_disk', accelerator: 'M' }]],
  ['tokens.write', { room: 'a', tokens: { ...tokens, refresh_token: 'x'.repeat(5_000) } }],
  ['preferences.set', { updates: 'yes' }],
  ['rooms.save', { ...Object(RIGHT['rooms.save']), addresses: ['http://10.0.0.1:22800'] }],
  ['rooms.reach', { addresses: [], identity: null }],
  ['rooms.reach', { addresses: ['10.0.0.1'], identity: null }],
  ['rooms.reach', { addresses: ['224.0.0.1:22800'], identity: null }],
  ['rooms.reach', { addresses: ['10.0.0.1:22800'], identity: 'A' }],
  ['rooms.reach', { addresses: Array.from({ length: 33 }, (_, i) => `10.0.0.${i + 1}:22800`), identity: null }],
  ['nearby.watch', { wanted: 'yes' }],
  ['talkKey.set', { code: '' }],
  ['talkKey.set', { code: 'x'.repeat(41) }],
  ['talkKey.set', {}],
])('%s refuses %j', (name, wrong) => {
  const request = requests.find(([channel]) => channel === `stuffchat:${name}`)?.[1]
  if (request === undefined) throw new Error(`no channel ${name}`)
  expect(parseArguments(request, [wrong]).ok).toBe(false)
})

test('events are checked as well', () => {
  expect(Object.keys(DesktopEvents)).toHaveLength(12)
  expect(eventOf('notification_opened', { key: 'c' })).toEqual({ key: 'c' })
  expect(() => eventOf('notification_opened', { key: '' })).toThrow()
})

const main = { url: 'app://stuffchat/index.html', parent: null, detached: false }
test.each([
  ['our main frame', main, true],
  ['a place in our app', { ...main, url: 'app://stuffchat/room/x' }, true],
  ['a frame that has gone', null, false],
  ['a detached frame', { ...main, detached: true }, false],
  ['our page as a sub-frame', { ...main, parent: main }, false],
  ['a frame that does not say', { ...main, parent: undefined }, false],
  ...[
    'https://example.org/',
    'http://10.0.0.1:22800/',
    'file:///index.html',
    'about:blank',
    'about:srcdoc',
    '',
    'data:text/html,x',
    'blob:app://stuffchat/x',
    'app://stuffchat.evil/',
    'app://stuffchat@evil/',
    'app://evil/app://stuffchat/',
    'devtools://devtools/bundled/inspector.html',
    'chrome-error://chromewebdata/',
  ].map((url): [string, typeof main, boolean] => [url, { ...main, url }, false]),
] as const)('%s is trusted: %s', (_, frame, trusted) => {
  expect(isTrustedSender(frame)).toBe(trusted)
})
