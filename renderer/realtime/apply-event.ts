import type { QueryClient } from '@tanstack/query-core'
import type { Channel, Unread } from '#protocol/channels.ts'
import type { Event, EventOf } from '#protocol/events.ts'
import type { ShareplayState } from '#protocol/shareplay.ts'
import type { Presence } from '#protocol/presence.ts'
import { keys } from '../api/keys.ts'
import { countMessage, moveMarker, setUnread, unreadIn, upsertChannel } from './channels.ts'
import { type Change, type ChannelWindow, withChange, withMessages } from './window.ts'

/** Whose cache it is, and the time in milliseconds. */
export type Self = { userId: string; now: number }
export type PresenceMap = Readonly<Record<string, Presence>>
/** Until when each counts as typing. */
export type TypingMap = Readonly<Record<string, number>>
export type VoiceUsers = EventOf<'room_state'>['voice_users']
/** By session id; who is missing is neither muted nor deafened, and shares nothing. */
export type VoiceStates = Readonly<Record<string, Pick<EventOf<'voice_state'>, 'muted' | 'deafened' | 'sharing'>>>

/**
 * By session id, the newest of each, and when it came (milliseconds). Who is missing plays nothing; who has not told for
 * long is as good as missing.
 */
export type ShareplayReports = Readonly<
  Record<string, Pick<EventOf<'shareplay_report'>, 'user_id' | 'error_ms' | 'state'> & { at: number }>
>

/** The room says `started: false` after 8 s; this is for when even that does not arrive. */
const TYPING_MS = 10_000

/** Changes the cache by what the room tells. Whatever an event does not tell in full is marked as stale. */
export function applyEvent(cache: QueryClient, event: Event, self: Self): void {
  switch (event.type) {
    case 'message_created': {
      const { type: _, ...message } = event
      updateWindow(cache, event.channel_id, (window) => withMessages(window, [message]))
      update<Channel[]>(cache, keys.channels, (channels) => countMessage(channels, event, self.userId))
      setTyping(cache, event.channel_id, event.user_id, null)
      return
    }
    case 'message_edited':
    case 'reaction_updated':
      updateWindow(cache, event.channel_id, (window) => withChange(window, event))
      return
    case 'message_deleted':
      applyDeletion(cache, event, self)
      return
    case 'user_updated':
      stale(cache, keys.users)
      if (event.user_id === self.userId) stale(cache, keys.me)
      return
    case 'typing':
      setTyping(cache, event.channel_id, event.user_id, event.started ? self.now + TYPING_MS : null)
      return
    case 'room_state':
      cache.setQueryData<VoiceUsers>(keys.voice(event.channel_id), event.voice_users)
      // What anybody tells of themselves follows, as far as it is anything.
      cache.setQueryData<VoiceStates>(keys.voiceStates(event.channel_id), {})
      // So does what plays, and where nothing does nothing is said.
      clearShareplay(cache, event.channel_id)
      return
    case 'voice_state': {
      const { muted, deafened, sharing } = event
      cache.setQueryData<VoiceStates>(keys.voiceStates(event.channel_id), (states = {}) => ({
        ...states,
        [event.session_id]: { muted, deafened, sharing },
      }))
      return
    }
    case 'shareplay_state':
    case 'shareplay_update':
      cache.setQueryData<ShareplayState>(keys.shareplay(event.channel_id), event.state)
      return
    case 'shareplay_cleared':
      clearShareplay(cache, event.channel_id)
      return
    case 'shareplay_report':
      setReport(cache, event, self.now)
      return
    case 'voice_joined':
      cache.setQueryData<VoiceUsers>(keys.voice(event.channel_id), (users = []) => [
        ...users.filter(([, session]) => session !== event.session_id),
        [event.user_id, event.session_id],
      ])
      return
    case 'voice_left':
      update<VoiceUsers>(cache, keys.voice(event.channel_id), (users) =>
        users.filter(([, session]) => session !== event.session_id),
      )
      update<VoiceStates>(cache, keys.voiceStates(event.channel_id), (states) => {
        const { [event.session_id]: _, ...others } = states
        return others
      })
      forgetReport(cache, event.channel_id, event.session_id)
      return
    case 'channel_created':
    case 'channel_updated':
      update<Channel[]>(cache, keys.channels, (channels) => upsertChannel(channels, event.channel))
      stale(cache, keys.info(event.channel.id))
      // Rights changed are told by this event alone.
      stale(cache, keys.members(event.channel.id))
      if (event.type === 'channel_created') {
        stale(cache, keys.joinable)
        stale(cache, keys.unread)
      }
      return
    case 'channel_deleted':
      forgetChannel(cache, event.channel_id)
      return
    case 'member_added':
      stale(cache, keys.members(event.channel_id))
      return
    case 'member_removed':
      if (event.user_id === self.userId) forgetChannel(cache, event.channel_id)
      else stale(cache, keys.members(event.channel_id))
      return
    case 'presence_changed':
      update<PresenceMap>(cache, keys.presence, (presence) => ({
        ...presence,
        [event.user_id]: {
          user_id: event.user_id,
          status: event.status,
          last_heartbeat: presence[event.user_id]?.last_heartbeat ?? null,
        },
      }))
      return
    case 'read_marker':
      applyReadMarker(cache, event.channel_id, event.last_read_message_id, self.userId)
      return
    // For the connection (RoomSocket), calls and the clock; nothing of it is server data.
    case 'connection_metadata':
    case 'webrtc_signal':
    case 'pong':
    case 'server_closing':
    case 'error':
      return
    default:
      event satisfies never
  }
}

/** You have read up to this message, here or on another device. */
export function applyReadMarker(cache: QueryClient, channelId: string, messageId: string, userId: string): void {
  const markers = cache.getQueryData<Unread[]>(keys.unread)
  const moved = markers && moveMarker(markers, channelId, messageId)
  if (moved) cache.setQueryData<Unread[]>(keys.unread, moved)
  else stale(cache, keys.unread)
  const marker = moved?.find((one) => one.channel_id === channelId)?.last_read_message_id ?? messageId
  const count = unreadIn(cache.getQueryData<ChannelWindow>(keys.messages(channelId)), marker, userId)
  if (count === null) stale(cache, keys.channels)
  else update<Channel[]>(cache, keys.channels, (channels) => setUnread(channels, channelId, count))
}

function applyDeletion(cache: QueryClient, event: EventOf<'message_deleted'>, self: Self): void {
  const channel = cache.getQueryData<Channel[]>(keys.channels)?.find(({ id }) => id === event.channel_id)
  const marker = cache.getQueryData<Unread[]>(keys.unread)?.find((one) => one.channel_id === event.channel_id)
  const window = cache.getQueryData<ChannelWindow>(keys.messages(event.channel_id))
  const message = window?.messages.find(({ id }) => id === event.id)
  updateWindow(cache, event.channel_id, (before) => withChange(before, event))
  if (!channel) return
  const isNewest = !message || message.seq === window?.messages.at(-1)?.seq
  // It may have been unread, or the channel's last one: the list knows.
  const wasRead = marker?.last_read_message_id != null && event.id <= marker.last_read_message_id
  const mayCount = channel.unread_count > 0 && message?.user_id !== self.userId && !wasRead
  if (isNewest || mayCount) stale(cache, keys.channels)
}

function forgetChannel(cache: QueryClient, channelId: string): void {
  update<Channel[]>(cache, keys.channels, (channels) => channels.filter(({ id }) => id !== channelId))
  update<Unread[]>(cache, keys.unread, (markers) => markers.filter((marker) => marker.channel_id !== channelId))
  for (const key of [
    keys.messages,
    keys.members,
    keys.info,
    keys.typing,
    keys.voice,
    keys.voiceStates,
    keys.shareplay,
    keys.shareplayReports,
  ]) {
    cache.removeQueries({ queryKey: key(channelId), exact: true })
  }
  stale(cache, keys.joinable)
}

/** Only what is loaded: nothing is made from an event alone. */
function update<T>(cache: QueryClient, key: readonly unknown[], edit: (before: T) => T): void {
  cache.setQueryData<T>(key, (before: T | undefined) => (before === undefined ? undefined : edit(before)))
}
export function updateWindow(
  cache: QueryClient,
  channelId: string,
  edit: (before: ChannelWindow) => ChannelWindow,
): void {
  update<ChannelWindow>(cache, keys.messages(channelId), edit)
}
/** Refetched now when a view shows it, else when one next does. */
function stale(cache: QueryClient, key: readonly unknown[]): void {
  // Failures are the query's own state.
  void cache.invalidateQueries({ queryKey: key, exact: true })
}

function setTyping(cache: QueryClient, channelId: string, userId: string, until: number | null): void {
  const before = cache.getQueryData<TypingMap>(keys.typing(channelId)) ?? {}
  if (until === null && before[userId] === undefined) return
  const { [userId]: _, ...others } = before
  cache.setQueryData<TypingMap>(keys.typing(channelId), until === null ? others : { ...others, [userId]: until })
}
function clearShareplay(cache: QueryClient, channelId: string): void {
  cache.setQueryData<ShareplayState | null>(keys.shareplay(channelId), null)
  cache.setQueryData<ShareplayReports>(keys.shareplayReports(channelId), {})
}
function setReport(cache: QueryClient, event: EventOf<'shareplay_report'>, now: number): void {
  const { channel_id: channelId, session_id: sessionId, user_id, error_ms, state } = event
  if (state === 'idle') forgetReport(cache, channelId, sessionId)
  else
    cache.setQueryData<ShareplayReports>(keys.shareplayReports(channelId), (reports = {}) => ({
      ...reports,
      [sessionId]: { user_id, error_ms, state, at: now },
    }))
}
function forgetReport(cache: QueryClient, channelId: string, sessionId: string): void {
  update<ShareplayReports>(cache, keys.shareplayReports(channelId), (reports) => {
    const { [sessionId]: _, ...others } = reports
    return others
  })
}

/** Who is typing at this time; ask again when the earliest ends. */
export const typingAt = (typing: TypingMap | undefined, now: number): string[] =>
  Object.entries(typing ?? {}).flatMap(([userId, until]) => (until > now ? [userId] : []))

/** The events that change a channel's messages, and carry its counter. */
export const isChange = (event: Event): event is Change | EventOf<'message_created'> =>
  event.type === 'message_created' ||
  event.type === 'message_edited' ||
  event.type === 'message_deleted' ||
  event.type === 'reaction_updated'
