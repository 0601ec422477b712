import { useMemo } from 'react'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useTexts } from '../../app/context.tsx'
import { type Actions, createActions } from './actions.ts'

/** What one can do to a channel's queue; without a connection a notice says so. */
export function useActions(channelId: string): Actions {
  const { toasts } = useApp()
  const { socket, songAdds, cache } = useLive()
  const { away } = useTexts().shareplay
  return useMemo(
    () =>
      createActions({
        socket,
        adds: songAdds,
        channelId,
        state: () => cache.getQueryData<ShareplayState | null>(keys.shareplay(channelId)) ?? null,
        onAway: () => void toasts.show({ tone: 'warn', text: away }),
      }),
    [socket, songAdds, cache, channelId, toasts, away],
  )
}
