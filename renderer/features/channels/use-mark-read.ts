import { useCallback } from 'react'
import { listMessages } from '#protocol/messages.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp, useLive } from '../../app/context.tsx'

/** Marks a channel as read up to its newest message, which need not be loaded here. */
export function useMarkRead(): (channelId: string) => void {
  const live = useLive()
  const { toasts } = useApp()
  return useCallback(
    (channelId) => {
      const newest = async (): Promise<string | undefined> => {
        const window = live.room.history.windowOf(channelId)
        const loaded = window?.to === null ? window.messages.at(-1)?.id : undefined
        if (loaded !== undefined) return loaded
        const [last] = await live.call(listMessages, { params: { id: channelId }, query: { limit: 1 } })
        return last?.id
      }
      newest().then(
        (id) => id !== undefined && live.room.readMarks.read(channelId, id),
        (error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) }),
      )
    },
    [live, toasts],
  )
}
