import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Channel, Unread } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useLive } from '../../app/context.tsx'
import type { Kept } from '../../realtime/window.ts'

/**
 * The id behind which messages are new, as it was when one came here: it stays while one reads, whatever other devices
 * do, and moves when one turns away. Null: nothing was new. Undefined: not known yet.
 */
export function useNewLine(channelId: string, messages: readonly Kept[]): string | null | undefined {
  const { cache } = useLive()
  const markers = useQuery<Unread[]>({ queryKey: keys.unread })
  const channels = useQuery<Channel[]>({ queryKey: keys.channels })
  const [line, setLine] = useState<string | null | undefined>(undefined)
  if (line === undefined && markers.data && channels.data) {
    const unread = channels.data.find(({ id }) => id === channelId)?.unread_count ?? 0
    const marker = markers.data.find((one) => one.channel_id === channelId)?.last_read_message_id ?? null
    // Without a marker nothing was ever read: everything is new, which needs no line.
    setLine(unread > 0 ? marker : null)
  }
  const onAway = useEffectEvent(() => {
    const unread = cache.getQueryData<Channel[]>(keys.channels)?.find(({ id }) => id === channelId)?.unread_count
    // What is unread when one goes stays behind the line that is there.
    if (!unread) setLine(messages.at(-1)?.id ?? null)
  })
  useEffect(() => {
    const away = () => onAway()
    window.addEventListener('blur', away)
    return () => window.removeEventListener('blur', away)
  }, [])
  return line
}
