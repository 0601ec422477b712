import { HERE } from './rooms.ts'

const TABS = [
  'profile',
  'sessions',
  'emoji',
  'notifications',
  'audio',
  'appearance',
  'shortcuts',
  'desktop',
  'about',
] as const
export type SettingsTab = (typeof TABS)[number]

/** What the app shows. `channel` null: the room itself, which on a phone is its list of channels. */
export type Place =
  | { screen: 'start' }
  | { screen: 'channel'; room: string; channel: string | null; message?: string }
  | { screen: 'host'; room: string }
  /** `tab` null: the settings as a whole, which on a phone is their list. */
  | { screen: 'settings'; room: string | null; tab: SettingsTab | null }
  /** An invitation that was followed, in one of its forms (#protocol/invitation.ts). */
  | { screen: 'join'; link: string }

/** Places are addresses, so that back, forward and reload do what one expects. A browser's one room is not named. */
export function pathOf(place: Place): string {
  const inRoom = (room: string | null) => (room === null || room === HERE ? '' : `/r/${encodeURIComponent(room)}`)
  switch (place.screen) {
    case 'start':
      return '/'
    case 'channel': {
      const at = `${inRoom(place.room)}${place.channel === null ? '' : `/c/${place.channel}`}`
      return `${at || '/'}${place.message ? `?m=${place.message}` : ''}`
    }
    case 'host':
      return `${inRoom(place.room)}/host`
    case 'settings':
      return `${inRoom(place.room)}/settings${place.tab === null ? '' : `?tab=${place.tab}`}`
    case 'join':
      return `/join#${encodeURIComponent(place.link)}`
  }
}

/** `home`: what a bare `/` means, which in a browser is its room. Unknown addresses lead home, too. */
export function placeOf(url: URL, home: Place): Place {
  const parts = url.pathname.split('/').filter((part) => part !== '')
  if (parts[0] === 'join') return { screen: 'join', link: url.href }
  const isNamed = parts[0] === 'r' && parts[1] !== undefined
  const room = isNamed ? decoded(parts[1] ?? '') : home.screen === 'channel' ? home.room : null
  const [kind, id] = isNamed ? parts.slice(2) : parts
  if (kind === 'settings') {
    const tab = url.searchParams.get('tab')
    return { screen: 'settings', room, tab: TABS.find((one) => one === tab) ?? null }
  }
  if (room === null) return home
  if (kind === 'host') return { screen: 'host', room }
  const message = url.searchParams.get('m')
  if (kind === 'c' && id !== undefined)
    return { screen: 'channel', room, channel: id, ...(message === null ? {} : { message }) }
  return isNamed ? { screen: 'channel', room, channel: null } : home
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A broken address names no room, which is what whoever looks for it will find.
    return part
  }
}
