import type { Notify, Preferences } from '../../app/preferences.ts'

/** What is known of a message and of the person when it is to be told. */
export type Situation = {
  isOwn: boolean
  /** Here or on another device. */
  isRead: boolean
  /** It calls the person by name. */
  isMention: boolean
  /** Its channel is open before the person's eyes. */
  isLookedAt: boolean
  /** The person does not want to be disturbed, in this room. */
  isDnd: boolean
  wish: Notify
}

/** Is the person told of it? */
export function isTold({ isOwn, isRead, isMention, isLookedAt, isDnd, wish }: Situation): boolean {
  if (isOwn || isRead || isLookedAt || isDnd) return false
  return wish === 'all' || (wish === 'mentions' && isMention)
}

/** Names a channel of this app, among all rooms: in preferences, and as a notification's key. */
export const channelKey = (room: string, channelId: string): string => `${room}:${channelId}`
/** Room keys may hold anything, ids hold no colon. */
export function partsOfKey(key: string): { room: string; channelId: string } | null {
  const at = key.lastIndexOf(':')
  return at < 1 ? null : { room: key.slice(0, at), channelId: key.slice(at + 1) }
}

/** The channel's own setting, or the one for all. */
export const wishOf = (preferences: Pick<Preferences, 'notify' | 'notify_channels'>, key: string): Notify =>
  preferences.notify_channels[key] ?? preferences.notify
