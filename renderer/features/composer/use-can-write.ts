import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Channel, Member } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useLive } from '../../app/context.tsx'

/**
 * A channel's name; null for one that one is not in, undefined until it is known. Nothing else of the channel, which
 * changes with every message.
 */
export const useChannelName = (channelId: string): string | null | undefined =>
  useQuery<Channel[], Error, string | null>({
    queryKey: keys.channels,
    select: (channels) => channels.find(({ id }) => id === channelId)?.name ?? null,
  }).data

/** May I write here? Until the list of members says no, yes: the room has the last word anyway. */
export function useCanWrite(channelId: string): boolean {
  const { userId } = useLive()
  const mine = useQuery<z.infer<typeof Member>[], Error, boolean>({
    queryKey: keys.members(channelId),
    select: (members) => members.find(({ user_id }) => user_id === userId)?.can_write ?? true,
  })
  return mine.data ?? true
}
