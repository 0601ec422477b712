import { QueryObserver } from '@tanstack/react-query'
import type { Channel } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import type { PreferencesStore } from '../../app/preferences.ts'
import { type RoomList, followLives } from './follow-lives.ts'
import { channelKey } from './policy.ts'

/** Unread messages of a room; a muted channel does not count. */
export const unreadOf = (
  room: string,
  channels: readonly Pick<Channel, 'id' | 'unread_count'>[],
  notify: Readonly<Record<string, string>>,
): number =>
  channels
    .filter((channel) => notify[channelKey(room, channel.id)] !== 'none')
    .reduce((sum, channel) => sum + channel.unread_count, 0)

/** Says how many unread messages there are in all rooms, at once and whenever that changes. */
export function followUnread(deps: {
  rooms: RoomList
  preferences: Pick<PreferencesStore, 'getSnapshot' | 'subscribe'>
  show(total: number): void
}): () => void {
  const channels = new Map<string, readonly Channel[]>()
  let shown: number | null = null
  const look = () => {
    const { notify_channels } = deps.preferences.getSnapshot()
    const total = [...channels].reduce((sum, [room, list]) => sum + unreadOf(room, list, notify_channels), 0)
    if (total === shown) return
    shown = total
    deps.show(total)
  }
  const stopLives = followLives(deps.rooms, (room, live) => {
    const stop = new QueryObserver<Channel[]>(live.cache, { queryKey: keys.channels }).subscribe(({ data }) => {
      channels.set(room.key, data ?? [])
      look()
    })
    return () => {
      stop()
      channels.delete(room.key)
      look()
    }
  })
  const stopPreferences = deps.preferences.subscribe(look)
  look()
  return () => {
    stopLives()
    stopPreferences()
  }
}
