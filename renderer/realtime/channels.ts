import type { Channel, Unread } from '#protocol/channels.ts'
import type { EventOf } from '#protocol/events.ts'
import type { ChannelWindow } from './window.ts'

/** Message ids are UUIDs v7: they sort as text by time. */
export const isLaterId = (id: string, than: string | null): boolean => than === null || id > than

const change = (channels: readonly Channel[], id: string, edit: (channel: Channel) => Channel): Channel[] =>
  channels.map((channel) => (channel.id === id ? edit(channel) : channel))

/** Counts a message once, however often it is told: `last_seq` says up to where the list has counted. */
export function countMessage(
  channels: readonly Channel[],
  message: EventOf<'message_created'>,
  userId: string,
): Channel[] {
  return change(channels, message.channel_id, (channel) =>
    message.seq <= channel.last_seq
      ? channel
      : {
          ...channel,
          last_seq: message.seq,
          last_message_at: message.created_at,
          unread_count: channel.unread_count + (message.user_id === userId ? 0 : 1),
        },
  )
}
export const upsertChannel = (channels: readonly Channel[], channel: Channel): Channel[] =>
  channels.some(({ id }) => id === channel.id)
    ? change(channels, channel.id, (before) =>
        channel.last_seq >= before.last_seq ? channel : withCounts(channel, before),
      )
    : [...channels, channel]
/** What was said of it is older than what has been heard since. */
const withCounts = (channel: Channel, { last_seq, last_message_at, unread_count }: Channel): Channel => ({
  ...channel,
  last_seq,
  last_message_at,
  unread_count,
})
export const setUnread = (channels: readonly Channel[], id: string, unread_count: number): Channel[] =>
  change(channels, id, (channel) => (channel.unread_count === unread_count ? channel : { ...channel, unread_count }))

/** Moves a marker, never backwards. */
export function moveMarker(markers: readonly Unread[], channelId: string, messageId: string): Unread[] {
  return markers.map((marker) =>
    marker.channel_id === channelId && isLaterId(messageId, marker.last_read_message_id)
      ? { ...marker, last_read_message_id: messageId }
      : marker,
  )
}

/** How many messages of others follow the marker; null when the loaded part of the history does not tell. */
export function unreadIn(window: ChannelWindow | undefined, markerId: string, userId: string): number | null {
  if (!window || window.to !== null) return null
  const first = window.messages[0]
  const isCovered = window.from === 0 || (first !== undefined && !isLaterId(first.id, markerId))
  if (!isCovered) return null
  return window.messages.filter((message) => message.user_id !== userId && isLaterId(message.id, markerId)).length
}
