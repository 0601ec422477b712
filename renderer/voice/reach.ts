import type { CallView, LinkState, Silence } from './state.ts'

/** Somebody hears what one says, and is heard. */
export const isReached = (links: readonly LinkState[]): boolean => links.includes('connected')

/**
 * There are others, and nobody hears one: every way is broken for good, or broken while the room is away, through which
 * it would be mended. Who is alone, or just being connected, misses nothing.
 */
export function noLink(links: readonly LinkState[], state: CallView['state']): Extract<Silence, 'no_link'> | null {
  if (links.length === 0 || isReached(links)) return null
  return state === 'reconnecting' || links.every((link) => link === 'failed') ? 'no_link' : null
}
