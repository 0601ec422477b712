import { skipToken, useQuery } from '@tanstack/react-query'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { keys } from '../../api/keys.ts'
import { useApp, useObservable, useRoom } from '../../app/context.tsx'
import type { PlayerView } from '../../player/state.ts'
import type { ShareplayReports } from '../../realtime/apply-event.ts'

/** What a channel plays together; null where nothing is. */
export const useShareplay = (channelId: string): ShareplayState | null =>
  useQuery<ShareplayState | null>({ queryKey: keys.shareplay(channelId), queryFn: skipToken }).data ?? null

const nobody: ShareplayReports = {}
/** How far each listener is from the room, by session. */
export const useReports = (channelId: string): ShareplayReports =>
  useQuery<ShareplayReports>({ queryKey: keys.shareplayReports(channelId), queryFn: skipToken }).data ?? nobody

/** This device's player, when it follows this channel of the room around. */
export function usePlayerIn(channelId: string): PlayerView | null {
  const view = useObservable(useApp().player)
  const { key } = useRoom()
  return view.roomKey === key && view.channelId === channelId ? view : null
}
