import { useEffect } from 'react'
import { useLive } from '../../app/context.tsx'
import type { Kept } from '../../realtime/window.ts'

/** Tells the room how far one has read: while the newest message is in view of somebody who looks. */
export function useReading(channelId: string, messages: readonly Kept[], isAtEnd: boolean): void {
  const { room } = useLive()
  const newest = messages.at(-1)?.id
  useEffect(() => {
    if (newest === undefined || !isAtEnd) return
    const read = () => {
      if (document.hasFocus() && document.visibilityState === 'visible') room.readMarks.read(channelId, newest)
    }
    read()
    window.addEventListener('focus', read)
    document.addEventListener('visibilitychange', read)
    return () => {
      window.removeEventListener('focus', read)
      document.removeEventListener('visibilitychange', read)
    }
  }, [room, channelId, newest, isAtEnd])
}
