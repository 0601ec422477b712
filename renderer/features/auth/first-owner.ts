import type { HostingState } from '#protocol/bridge.ts'
import { HOSTED } from '../host/hosted.ts'

/**
 * How somebody becomes the owner of a room that has none: `own`: by being on its machine; the desktop app that hosts it
 * also knows the code, which works from everywhere. `elsewhere`: with the code that the room showed at its start.
 */
export type FirstOwner = { at: 'own'; code: string | null } | { at: 'elsewhere' }

export function firstOwner(
  hasOwner: boolean | undefined,
  room: { key: string; baseUrl: string },
  hosting: HostingState | null,
): FirstOwner | null {
  // A room that does not say it is one from before this question.
  if (hasOwner !== false) return null
  if (room.key === HOSTED && hosting?.kind === 'on') return { at: 'own', code: hosting.owner_code }
  return isLoopback(room.baseUrl) ? { at: 'own', code: null } : { at: 'elsewhere' }
}

const isLoopback = (url: string): boolean => /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)
