import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { search } from '#protocol/messages.ts'
import { useApp, useLive } from '../../app/context.tsx'
import { termsOf } from './highlight.ts'

const PAGE = 30
/** Hands rest this long before the room is asked, in milliseconds. */
const REST_MS = 250

/** A value that has not changed for a moment. */
function useRested<T>(value: T): T {
  const { clock } = useApp().platform
  const [rested, setRested] = useState(value)
  useEffect(() => clock.after(REST_MS, () => setRested(value)), [clock, value])
  return rested
}

/** Messages with all words of the query, newest first, page by page; in one channel, or (null) in all. */
export function useSearch(query: string, channelId: string | null) {
  const { call } = useLive()
  const asked = useRested(query.trim())
  const terms = termsOf(asked)
  const result = useInfiniteQuery({
    queryKey: ['search', asked, channelId],
    queryFn: ({ pageParam, signal }) =>
      call(
        search,
        {
          query: {
            q: asked,
            limit: PAGE,
            ...(channelId === null ? {} : { channel_id: channelId }),
            ...(pageParam === null ? {} : { before: pageParam }),
          },
        },
        { signal },
      ),
    initialPageParam: startOfSearch,
    getNextPageParam: (page) => page.next,
    enabled: terms.length > 0,
    // New messages come without a word to this query.
    staleTime: 0,
    gcTime: 60_000,
    retry: 1,
  })
  return { ...result, terms, results: result.data?.pages.flatMap((page) => page.results) ?? null }
}
const startOfSearch: string | null = null
