import { z } from 'zod'
import { Preferences, SavedRoom } from '#protocol/bridge.ts'
import type { PreferencesPatch } from '#protocol/bridge.ts'

const VERSION = 1
const MAX_ROOMS = 200

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  close_to_tray: true,
  notifications: true,
  updates: false,
  shortcuts: [],
  hosting: null,
}

/** The app's own document on the disk. Tokens are not in it: they go through the system's key store. */
export type AppDocument = { version: typeof VERSION; preferences: Preferences; rooms: SavedRoom[] }

export type ReadDocument = {
  document: AppDocument
  /** What could not be used, in sentences for the log and for the person. */
  problems: string[]
  /** False when a newer app wrote it: used as far as it is understood, and left as it is. */
  writable: boolean
}

/**
 * Reads what the disk held, `undefined` for no file. People may edit it, so a wrong value costs only itself: it falls
 * back to its default, a broken room is left out, and both are reported.
 */
export function readDocument(stored: unknown): ReadDocument {
  const problems: string[] = []
  const empty = { version: VERSION, preferences: DEFAULT_PREFERENCES, rooms: [] } satisfies AppDocument
  if (stored === undefined) return { document: empty, problems, writable: true }
  const outer = Outer.safeParse(stored)
  if (!outer.success) {
    return { document: empty, problems: ['The preferences could not be read; defaults are used.'], writable: true }
  }
  const writable = outer.data.version <= VERSION
  if (!writable) problems.push('The preferences were written by a newer Stuffchat; changes are not kept.')
  const preferences = readPreferences(outer.data.preferences, problems)
  const rooms = readRooms(outer.data.rooms, problems)
  return { document: { version: VERSION, preferences, rooms }, problems, writable }
}

const Outer = z.object({
  version: z.number().int().min(1),
  preferences: z.record(z.string(), z.unknown()).default({}),
  rooms: z.array(z.unknown()).default([]),
})

function readPreferences(stored: Readonly<Record<string, unknown>>, problems: string[]): Preferences {
  let preferences = DEFAULT_PREFERENCES
  for (const [key, value] of Object.entries(stored)) {
    const next = Preferences.safeParse({ ...preferences, [key]: value })
    if (next.success) preferences = next.data
    else problems.push(`The preference "${key.slice(0, 40)}" is unknown or wrong, and is not used.`)
  }
  return preferences
}

function readRooms(stored: readonly unknown[], problems: string[]): SavedRoom[] {
  let rooms: SavedRoom[] = []
  for (const [index, value] of stored.entries()) {
    const room = SavedRoom.safeParse(value)
    if (room.success) rooms = saveRoom(rooms, room.data)
    else problems.push(`The saved room number ${index + 1} is damaged, and is left out.`)
  }
  return rooms
}

/** Changes what the patch names. */
export const patchPreferences = (current: Preferences, patch: PreferencesPatch): Preferences =>
  Preferences.parse({ ...current, ...patch })

/**
 * May this be saved? The key that a room was pinned to stays: whoever shows another one is somebody else, and only
 * forgetting the room, with its sign-in, makes place for them.
 */
export function keepsIdentity(rooms: readonly SavedRoom[], room: SavedRoom): boolean {
  const pinned = identityOf(rooms, room.key)
  return pinned === null || room.identity === null || room.identity === pinned
}

const identityOf = (rooms: readonly SavedRoom[], key: string): string | null =>
  rooms.find((room) => room.key === key)?.identity ?? null

/**
 * Adds a room, or replaces the one with its key, in its place. Two entries never share an identity: the pin of a room
 * belongs to one entry, and so do its tokens. The least lately used go when there are too many.
 */
export function saveRoom(rooms: readonly SavedRoom[], said: SavedRoom): SavedRoom[] {
  // Whoever does not say a key does not take away the one that is known.
  const room = said.identity === null ? { ...said, identity: identityOf(rooms, said.key) } : said
  const isSame = (other: SavedRoom) =>
    other.key === room.key || (room.identity !== null && other.identity === room.identity)
  const place = rooms.findIndex(isSame)
  const saved =
    place === -1
      ? [...rooms, room]
      : rooms.flatMap((other, index) => (index === place ? [room] : isSame(other) ? [] : [other]))
  if (saved.length <= MAX_ROOMS) return saved
  const others = saved.filter((other) => other !== room)
  const oldest = others.reduce((a, b) => ((b.last_used_at ?? '') < (a.last_used_at ?? '') ? b : a))
  return saved.filter((other) => other !== oldest)
}

export const forgetRoom = (rooms: readonly SavedRoom[], key: string): SavedRoom[] =>
  rooms.filter((room) => room.key !== key)
