import { hashKey } from '@tanstack/react-query'
import { useCallback, useEffect, useReducer, useSyncExternalStore } from 'react'
import { keys } from '../../api/keys.ts'
import { useApp, useLive } from '../../app/context.tsx'
import { type TypingMap, typingAt } from '../../realtime/apply-event.ts'

/** Who else is typing here, by id. */
export function useTypists(channelId: string): string[] {
  const { cache, userId } = useLive()
  const { clock } = useApp().platform
  // Not useQuery: a lost connection removes the entry, and an observer would go on watching what is no longer there.
  const subscribe = useCallback(
    (listener: () => void) => {
      const hash = hashKey(keys.typing(channelId))
      return cache.getQueryCache().subscribe(({ query }) => {
        if (query.queryHash === hash) listener()
      })
    },
    [cache, channelId],
  )
  const typing = useSyncExternalStore(subscribe, () => cache.getQueryData<TypingMap>(keys.typing(channelId)))
  const [, ask] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const now = clock.now()
    const ends = Object.values(typing ?? {}).filter((until) => until > now)
    const stops = ends.map((until) => clock.after(until - now + 1, ask))
    return () => {
      for (const stop of stops) stop()
    }
  }, [typing, clock])
  return typingAt(typing, clock.now()).filter((id) => id !== userId)
}
