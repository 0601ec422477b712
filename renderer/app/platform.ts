import { v7 } from 'uuid'
import type { Desktop } from '#protocol/bridge.ts'
import { StoredTokens } from '#protocol/bridge.ts'
import { type Clock, systemClock } from '../api/clock.ts'
import { type Broadcast, type Locks, type TextStorage, webBroadcast, webLocks, webStorage } from '../api/ports.ts'
import { parseTokens } from '../api/tokens.ts'

declare global {
  // Interfaces merge; this is the one way to say what the preload script adds.
  interface Window {
    readonly desktop?: Desktop
  }
}

/** What is around this page: a browser tab of one room, or the desktop app with all of a person's rooms. */
export type Platform = {
  kind: 'browser' | 'desktop'
  desktop: Desktop | null
  clock: Clock
  storage: TextStorage
  /** Sign-ins by room: in the system's key store where there is one. */
  tokens(roomKey: string): TextStorage
  locks: Locks | undefined
  broadcast(name: string): Broadcast | undefined
  newId(): string
  random(): number
  window: Window
}

export function browserPlatform(window: Window & typeof globalThis): Platform {
  const desktop = window.desktop ?? null
  const storage = webStorage(window.localStorage)
  return {
    kind: desktop ? 'desktop' : 'browser',
    desktop,
    clock: systemClock(),
    storage,
    tokens: (roomKey) => (desktop ? desktopTokens(desktop, roomKey) : storage),
    // Not there over plain http, whatever the types say.
    locks: 'locks' in window.navigator ? webLocks(window.navigator.locks) : undefined,
    broadcast: (name) => ('BroadcastChannel' in window ? webBroadcast(new BroadcastChannel(name)) : undefined),
    newId: () => v7(),
    random: Math.random,
    window,
  }
}

/** The bridge keeps what survives a restart; an access token is asked for anew. */
function desktopTokens(desktop: Desktop, room: string): TextStorage {
  return {
    async read() {
      const stored = await desktop.tokens.read({ room })
      return stored && JSON.stringify({ ...stored, access_token: '', expires_at: 0 })
    },
    async write(_name, text) {
      const tokens = parseTokens(text)
      if (tokens) await desktop.tokens.write({ room, tokens: StoredTokens.parse(pick(tokens)) })
    },
    remove: () => desktop.tokens.clear({ room }),
    names: () => Promise.resolve([]),
  }
}
const pick = ({ user_id, refresh_token_id, refresh_token }: StoredTokens): StoredTokens => ({
  user_id,
  refresh_token_id,
  refresh_token,
})
