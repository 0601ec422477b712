import type { Page } from '@playwright/test'
import type { Reached } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'

const keyOf = (letter: string) => `${letter.repeat(42)}A`
/** The keys of the rooms that the stub has saved, and of others that may be met. */
export const KEYS = { hosted: keyOf('H'), attic: keyOf('T'), met: keyOf('M'), other: keyOf('X') } as const

/**
 * A script that puts a stand-in for the desktop app's bridge (#protocol/bridge.ts) into a page, for its screens only: it
 * hosts nothing. All rooms are the page's own, since no test may ask another origin: every way leads there, whoever is
 * asked for, until `answer` says otherwise. A room whose key nobody names shows `KEYS.met`.
 */
export const desktopStub = `
const place = new URLSearchParams(location.search).get('at')
if (place) history.replaceState(null, '', place)
const keep = (name, value) => sessionStorage.setItem('stub ' + name, JSON.stringify(value))
const kept = (name, otherwise) => JSON.parse(sessionStorage.getItem('stub ' + name) ?? 'null') ?? otherwise
const KEYS = ${JSON.stringify(KEYS)}
const room = (key, name, username, address) => ({
  key, name, addresses: [address], identity: KEYS[key], room_id: null, username,
  last_used_at: new Date(Date.now() - 86_400_000).toISOString(),
})
const rooms = () => kept('rooms', [
  room('hosted', 'Basement LAN', 'owner', location.host), room('attic', 'Attic', null, '192.168.1.31:22800'),
])
const wishes = () => kept('wishes', {
  theme: 'system', close_to_tray: true, notifications: true, updates: false, hosting: null,
  shortcuts: [{ action: 'toggle_mute', accelerator: 'CommandOrControl+Shift+M' }],
})
const on = () => ({
  kind: 'on', name: 'Basement LAN', url: location.origin, port: Number(location.port), owner_code: null,
  identity: KEYS.hosted, since: new Date(Date.now() - 3_600_000).toISOString(),
})
const listeners = {}
window.desktopStub = {
  tell: (name, event) => { for (const listener of listeners[name] ?? []) listener(event) },
}
window.desktop = {
  hosting: {
    start: async () => on(), stop: async () => ({ kind: 'off' }),
    state: async () => (kept('hosts', true) ? on() : { kind: 'off' }),
    restore: async () => null, reveal: async () => {},
  },
  rooms: {
    list: async () => rooms(),
    save: async (saved) => { keep('rooms', [saved, ...rooms().filter((one) => one.key !== saved.key)]); return rooms() },
    reach: async ({ addresses, identity }) => kept('answers', {})[identity ?? 'any'] ?? {
      kind: 'open', base_url: location.origin, identity: identity ?? KEYS.met, addresses: addresses.slice(0, 1),
    },
    forget: async ({ room }) => { keep('rooms', rooms().filter((one) => one.key !== room)); return rooms() },
  },
  nearby: { watch: async () => kept('nearby', []) },
  tokens: {
    read: async ({ room }) => kept('tokens ' + room, null),
    write: async ({ room, tokens }) => keep('tokens ' + room, tokens),
    clear: async ({ room }) => keep('tokens ' + room, null),
    storage: async () => ({ kind: 'plain', sentence: null }),
  },
  notifications: { show: async () => true, close: async () => {} },
  badge: { set: async () => {} },
  autostart: { get: async () => ({ supported: true, enabled: false }), set: async (change) => ({ supported: true, ...change }) },
  screens: { list: async () => [], choose: async () => {} },
  shortcuts: { set: async (all) => all.map(({ action }) => ({ action, registered: true })) },
  talkKey: { set: async ({ code }) => ({ state: code === null ? 'off' : 'on', reason: null }) },
  links: { openExternal: async () => true, take: async () => null },
  preferences: {
    get: async () => wishes(),
    set: async (patch) => { keep('wishes', { ...wishes(), ...patch }); return wishes() },
  },
  app: { about: async () => ({ version: '1.0.0', electron: '45.0.0', platform: 'linux', packaged: true }), left: async () => {} },
  updates: { state: async () => ({ kind: 'off' }), check: async () => ({ kind: 'idle' }), install: async () => {} },
  on: (name, listener) => {
    (listeners[name] ??= new Set()).add(listener)
    return () => listeners[name].delete(listener)
  },
}
`

/**
 * Where the page has to be opened to find itself at `path`: the app's own scheme gives its page for every place, but a
 * room knows no places of other rooms.
 */
export const inApp = (path: string) => `/?at=${encodeURIComponent(path)}`

const keep = async (page: Page, name: string, value: unknown) =>
  await page.evaluate(([key, text]) => sessionStorage.setItem(`stub ${key}`, text), [
    name,
    JSON.stringify(value),
  ] as const)

/** Who is there from now on when somebody asks for a key, instead of the room; `any` when no key is asked for. */
export const answer = async (page: Page, answers: Record<string, Reached>) => await keep(page, 'answers', answers)

/** As a new person's app: no room is saved and none is hosted, which all would be the stub's one room again. */
export async function forgetAll(page: Page): Promise<void> {
  await keep(page, 'hosts', false)
  await keep(page, 'rooms', [])
  await page.reload()
}

/** Which rooms are seen on the network from now on. */
export async function seeNearby(page: Page, rooms: readonly NearbyRoom[]): Promise<void> {
  await keep(page, 'nearby', rooms)
  await page.evaluate(`window.desktopStub.tell('nearby_changed', ${JSON.stringify(rooms)})`)
}

/** A room as discovery gives it. */
export const nearbyRoom = (identity: string, over: Partial<NearbyRoom> = {}): NearbyRoom => ({
  identity,
  room_id: '01980000-0000-7000-8000-000000000001',
  name: 'Kitchen table',
  host: 'brine-laptop',
  addresses: ['192.168.1.40:22800'],
  version: '1.0.0',
  people: 2,
  locked: false,
  guests: false,
  code: false,
  rtt_ms: 2,
  ...over,
})
