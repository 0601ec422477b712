import { useState } from 'react'
import { joinChannel } from '#protocol/channels.ts'
import { sentenceOf } from '../../api/errors.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useRoom } from '../../app/context.tsx'

/** Joins a public channel again and goes there. */
export function useJoin(): { joining: string | null; join(channelId: string): Promise<boolean> } {
  const { nav, toasts } = useApp()
  const { key } = useRoom()
  const { call, cache } = useLive()
  const [joining, setJoining] = useState<string | null>(null)
  return {
    joining,
    async join(channelId) {
      setJoining(channelId)
      try {
        await call(joinChannel, { params: { id: channelId }, body: {} })
        await Promise.all(
          [keys.channels, keys.unread, keys.joinable].map((queryKey) =>
            cache.invalidateQueries({ queryKey, exact: true }),
          ),
        )
        nav.go({ screen: 'channel', room: key, channel: channelId })
        return true
      } catch (error) {
        toasts.show({ tone: 'danger', text: sentenceOf(error) })
        return false
      } finally {
        setJoining(null)
      }
    },
  }
}
