import { useQuery } from '@tanstack/react-query'
import type { Channel, Unread } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'

/** The channels that one is in, by creation. Undefined until they have come. */
export const useChannels = (): Channel[] | undefined => useQuery<Channel[]>({ queryKey: keys.channels }).data
export const useChannel = (id: string | null): Channel | undefined =>
  useQuery<Channel[], Error, Channel | undefined>({
    queryKey: keys.channels,
    select: (channels) => channels.find((channel) => channel.id === id),
  }).data
/** How far one has read in a channel, on any device. */
export const useMarker = (channelId: string): Unread | undefined =>
  useQuery<Unread[], Error, Unread | undefined>({
    queryKey: keys.unread,
    select: (markers) => markers.find((marker) => marker.channel_id === channelId),
  }).data
