import { useLive, useObservable } from '../../app/context.tsx'
import { mentionsOf, unreadMentions } from './mention-counts.ts'
import { useMarker } from './use-channels.ts'

/** How many unread messages of a channel call one by name, of those heard since the app was opened. */
export function useMentions(channelId: string): number {
  const mentions = useObservable(mentionsOf(useLive()))
  const marker = useMarker(channelId)
  return unreadMentions(mentions.get(channelId), marker?.last_read_message_id ?? null)
}
