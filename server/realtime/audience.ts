import type { Event } from '#protocol/events.ts'

/** Who is to hear an event. */
export type Audience =
  /** Connections that joined the channel or are in its call, and the one whose frame caused the event. */
  | { kind: 'joined'; channelId: string; also?: string | undefined }
  /** Every connection of the channel's members. */
  | { kind: 'members'; channelId: string }
  /** Every connection of these users, or all but one of them. */
  | { kind: 'users'; userIds: Iterable<string>; except?: string | undefined }
  | { kind: 'all' }
  | { kind: 'connection'; sessionId: string }

export type Publish = (to: Audience, event: Event) => void

/** Events that a slow reader can do without: the next one replaces them. */
const EPHEMERAL: ReadonlySet<Event['type']> = new Set(['typing', 'presence_changed', 'user_updated', 'pong'])
export const isEphemeral = (event: Event): boolean => EPHEMERAL.has(event.type)

/** A connection as features see it: no socket. */
export type Peer = { readonly sessionId: string; readonly userId: string; readonly loginSessionId: string }
