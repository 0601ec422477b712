/**
 * A script that puts a stand-in for the desktop app's bridge (#protocol/bridge.ts) into a page, for its screens only: it
 * hosts nothing. Both rooms are the page's own, since no test may ask another origin.
 */
export const desktopStub = `
const place = new URLSearchParams(location.search).get('at')
if (place) history.replaceState(null, '', place)
const keep = (name, value) => sessionStorage.setItem('stub ' + name, JSON.stringify(value))
const kept = (name, otherwise) => JSON.parse(sessionStorage.getItem('stub ' + name) ?? 'null') ?? otherwise
const room = (key, name, username) => ({
  key, name, addresses: [location.host], identity: null, room_id: null, username,
  last_used_at: new Date(Date.now() - 86_400_000).toISOString(),
})
const rooms = () => kept('rooms', [room('hosted', 'Basement LAN', 'owner'), room('attic', 'Attic', null)])
const wishes = () => kept('wishes', {
  theme: 'system', close_to_tray: true, notifications: true, updates: false, hosting: null,
  shortcuts: [{ action: 'toggle_mute', accelerator: 'CommandOrControl+Shift+M' }],
})
const on = () => ({
  kind: 'on', name: 'Basement LAN', url: location.origin, port: Number(location.port), owner_code: null,
  since: new Date(Date.now() - 3_600_000).toISOString(),
})
window.desktop = {
  hosting: {
    start: async () => on(), stop: async () => ({ kind: 'off' }), state: async () => on(),
    restore: async () => null, reveal: async () => {},
  },
  rooms: {
    list: async () => rooms(),
    save: async (saved) => { keep('rooms', [saved, ...rooms().filter((one) => one.key !== saved.key)]); return rooms() },
    forget: async ({ room }) => { keep('rooms', rooms().filter((one) => one.key !== room)); return rooms() },
  },
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
  links: { openExternal: async () => true, take: async () => null },
  preferences: {
    get: async () => wishes(),
    set: async (patch) => { keep('wishes', { ...wishes(), ...patch }); return wishes() },
  },
  app: { about: async () => ({ version: '1.0.0', electron: '45.0.0', platform: 'linux', packaged: true }) },
  updates: { state: async () => ({ kind: 'off' }), check: async () => ({ kind: 'idle' }), install: async () => {} },
  on: () => () => {},
}
`

/**
 * Where the page has to be opened to find itself at `path`: the app's own scheme gives its page for every place, but a
 * room knows no places of other rooms.
 */
export const inApp = (path: string) => `/?at=${encodeURIComponent(path)}`
