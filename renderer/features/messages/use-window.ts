import { skipToken, useQuery } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import type { ChannelWindow, Kept } from '../../realtime/window.ts'
import { rowOf } from './first-index.ts'

/** The loaded part of a channel's history; events and pages keep it true (realtime/live-room.ts). */
export const useWindow = (channelId: string): ChannelWindow | undefined =>
  useQuery<ChannelWindow>({ queryKey: keys.messages(channelId), queryFn: skipToken }).data

/** One message of it; null when it is not loaded. Draws anew only when that message changes. */
export const useReplied = (channelId: string, id: string): Kept | 'gone' | null =>
  useQuery<ChannelWindow, Error, Kept | 'gone' | null>({
    queryKey: keys.messages(channelId),
    queryFn: skipToken,
    structuralSharing: false,
    select: (part) => part.messages[rowOf(part.messages, id)] ?? (part.gone.has(id) ? 'gone' : null),
  }).data ?? null
