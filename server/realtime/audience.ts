import type { Event } from '#protocol/events.ts'

/** Who is to hear an event. */
export type Audience =
  /** Connections that joined the channel or are in its call, and the one whose frame caused the event. */
  | { kind: 'joined'; channelId: string; also?: string | undefined }
  /** Every connection of the channel's members. */
  | { kind: 'members'; channelId: string }
  /** Every connection of these users. */
  | { kind: 'users'; userIds: Iterable<string> }
  | { kind: 'all' }
  | { kind: 'connection'; sessionId: string }

export type Publish = (to: Audience, event: Event) => void

/**
 * `ephemeral`: a slow reader can do without it, the next one replaces it. `signal`: kept for a connection that is held,
 * because nobody repeats it. `lasting`: everything else, which catching up brings back.
 */
export type Importance = 'ephemeral' | 'signal' | 'lasting'
const EPHEMERAL: ReadonlySet<Event['type']> = new Set([
  'typing',
  'presence_changed',
  'user_updated',
  'shareplay_report',
  'pong',
])
export const importanceOf = (event: Event): Importance =>
  event.type === 'webrtc_signal' ? 'signal' : EPHEMERAL.has(event.type) ? 'ephemeral' : 'lasting'

/** A connection as features see it: no socket. */
export type Peer = { readonly sessionId: string; readonly userId: string; readonly loginSessionId: string }
