import { useMemo } from 'react'
import type { Channel } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useObservable } from '../../app/context.tsx'
import type { Live } from '../../app/live.ts'
import type { Room } from '../../app/room.ts'

const nothing = { subscribe: () => () => {}, getSnapshot: () => 0 }

/** How many unread messages there are in a room that need not be the one that is shown. */
export function useRoomUnread(room: Room): number {
  const live = useObservable(room.live)
  return useObservable(useMemo(() => (live ? unreadOf(live) : nothing), [live]))
}
function unreadOf({ cache }: Live) {
  return {
    subscribe: (listener: () => void) =>
      cache.getQueryCache().subscribe((event) => {
        if (event.query.queryKey[0] === keys.channels[0]) listener()
      }),
    getSnapshot: () =>
      (cache.getQueryData<Channel[]>(keys.channels) ?? []).reduce((sum, channel) => sum + channel.unread_count, 0),
  }
}
