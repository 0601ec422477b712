import { useQuery } from '@tanstack/react-query'
import type { Emoji } from '#protocol/emojis.ts'
import { keys } from '../../api/keys.ts'
import { useRoom } from '../../app/context.tsx'

/** The room tells nobody of a new emoji: who looks for one asks again after a while. */
const FRESH_MS = 60_000
const none: readonly Emoji[] = []

/** The room's own emojis, with addresses that an `<img>` can load. */
export function useCustomEmojis(isWanted = true): readonly Emoji[] {
  const { baseUrl } = useRoom()
  const found = useQuery<Emoji[]>({ queryKey: keys.emojis, enabled: isWanted, staleTime: FRESH_MS })
  return found.data?.map((one) => ({ ...one, url: new URL(one.url, baseUrl).href })) ?? none
}
