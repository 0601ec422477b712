import type { SocketState } from '../../realtime/socket.ts'

/** How long trouble lasts before one says so, in milliseconds: most is over by then. */
export const PATIENCE_MS = 1_000

/** What the banner says; `until` in milliseconds of the clock, null while a try is under way. */
export type Trouble = { kind: 'restarting' | 'lost'; until: number | null }

/** What is wrong with the connection, if anything; `since` is when it began. */
export function troubleOf(socket: SocketState, since: number | null, now: number): Trouble | null {
  if (since === null || now - since < PATIENCE_MS) return null
  switch (socket.state) {
    case 'waiting':
      return { kind: socket.isRestarting ? 'restarting' : 'lost', until: socket.until }
    case 'connecting':
    case 'idle':
      return { kind: 'lost', until: null }
    case 'open':
    case 'ended':
      return null
  }
}

/** Whole seconds to wait; never "0 s", which would look stuck. */
export const secondsUntil = (until: number, now: number): number => Math.max(1, Math.ceil((until - now) / 1_000))

/** Of four bars: what a round trip feels like in a chat and, later, in a call. */
export function qualityOf(rttMs: number | null): 0 | 1 | 2 | 3 | 4 {
  if (rttMs === null) return 0
  if (rttMs <= 60) return 4
  if (rttMs <= 150) return 3
  return rttMs <= 400 ? 2 : 1
}
