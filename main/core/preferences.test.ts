import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Preferences } from '#protocol/bridge.ts'
import type { SavedRoom } from '#protocol/bridge.ts'
import {
  DEFAULT_PREFERENCES,
  forgetRoom,
  keepsIdentity,
  patchPreferences,
  readDocument,
  saveRoom,
} from './preferences.ts'

const room = (key: string, part: Partial<SavedRoom> = {}): SavedRoom => ({
  key,
  name: 'Attic',
  addresses: ['10.0.0.1:22800'],
  identity: null,
  room_id: null,
  username: 'ann',
  last_used_at: null,
  ...part,
})
const empty = { version: 1, preferences: DEFAULT_PREFERENCES, rooms: [] }

test('the defaults are valid, and ask nothing of anybody', () => {
  expect(Preferences.parse(DEFAULT_PREFERENCES)).toEqual(DEFAULT_PREFERENCES)
  expect(DEFAULT_PREFERENCES.updates).toBe(false)
})

describe('reading', () => {
  test('no file: the defaults, and no complaint', () => {
    expect(readDocument(undefined)).toEqual({ document: empty, problems: [], writable: true })
  })
  test.each([null, 7, 'x', [], {}, { version: 'x' }, { version: 1, rooms: {} }])('%j: the defaults', (stored) => {
    const { document, problems } = readDocument(stored)
    expect(document).toEqual(empty)
    expect(problems).toHaveLength(1)
  })
  test('what is wrong costs only itself', () => {
    const stored = {
      version: 1,
      preferences: { theme: 'pink', close_to_tray: false, unknown: 1, __proto__x: 2 },
      rooms: [room('a'), { key: 'b' }, room('c', { addresses: ['javascript:alert(1)'] }), room('d')],
    }
    const { document, problems } = readDocument(stored)
    expect(document.preferences).toEqual({ ...DEFAULT_PREFERENCES, close_to_tray: false })
    expect(document.rooms.map(({ key }) => key)).toEqual(['a', 'd'])
    expect(problems).toHaveLength(5)
  })
  test('a newer document is read and left alone', () => {
    const { document, problems, writable } = readDocument({ version: 2, preferences: { theme: 'dark' }, rooms: [] })
    expect(document.preferences.theme).toBe('dark')
    expect([problems.length, writable]).toEqual([1, false])
  })
  test('whatever was written is read back, and nothing throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (preferences, rooms) => {
        const first = readDocument({ version: 1, preferences, rooms })
        const again = readDocument(JSON.parse(JSON.stringify(first.document)))
        expect(again).toEqual({ document: first.document, problems: [], writable: true })
      }),
    )
  })
})

test('a patch changes what it names', () => {
  const shortcuts = [{ action: 'toggle_mute' as const, accelerator: 'CommandOrControl+Shift+M' }]
  expect(patchPreferences(DEFAULT_PREFERENCES, { shortcuts })).toEqual({ ...DEFAULT_PREFERENCES, shortcuts })
})

describe('saved rooms', () => {
  const identity = 'A'.repeat(43)
  test('the same key replaces in its place', () => {
    const rooms = [room('a'), room('b'), room('c')]
    const renamed = room('b', { name: 'Cellar' })
    expect(saveRoom(rooms, renamed)).toEqual([room('a'), renamed, room('c')])
  })
  test('an identity belongs to one entry', () => {
    const rooms = [room('a', { identity }), room('b')]
    expect(saveRoom(rooms, room('b', { identity }))).toEqual([room('b', { identity })])
    expect(saveRoom(rooms, room('x', { identity })).map(({ key }) => key)).toEqual(['x', 'b'])
  })
  test('at most 200; the least lately used goes, never the one just saved', () => {
    let rooms: SavedRoom[] = []
    for (let i = 0; i < 200; i++) {
      rooms = saveRoom(rooms, room(`r${i}`, { last_used_at: new Date(1_000 * (i === 7 ? 0 : i + 1)).toISOString() }))
    }
    const keys = saveRoom(rooms, room('new')).map(({ key }) => key)
    expect(keys).toHaveLength(200)
    expect(keys).not.toContain('r7')
    expect(keys).toContain('new')
  })
  test('forgetting', () => {
    expect(forgetRoom([room('a'), room('b')], 'a')).toEqual([room('b')])
    expect(forgetRoom([room('a')], 'x')).toEqual([room('a')])
  })
})

describe('the key of a saved room', () => {
  const pinned = room('a', { identity: 'A'.repeat(43) })
  const other = room('a', { identity: `${'B'.repeat(42)}A` })
  test('is taken once, and never another', () => {
    expect(keepsIdentity([room('a')], pinned)).toBe(true)
    expect(keepsIdentity([pinned], pinned)).toBe(true)
    expect(keepsIdentity([pinned], other)).toBe(false)
    expect(keepsIdentity([], other)).toBe(true)
  })
  test('does not go away when it is not said', () => {
    expect(keepsIdentity([pinned], room('a'))).toBe(true)
    expect(saveRoom([pinned], room('a', { name: 'Cellar' }))).toEqual([{ ...pinned, name: 'Cellar' }])
  })
  test('goes with the room', () => {
    expect(keepsIdentity(forgetRoom([pinned], 'a'), other)).toBe(true)
  })
})
