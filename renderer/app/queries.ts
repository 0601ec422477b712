import type { QueryClient } from '@tanstack/react-query'
import { listChannels, listMembers, getChannelInfo } from '#protocol/channels.ts'
import { listEmojis } from '#protocol/emojis.ts'
import { listInvites } from '#protocol/invites.ts'
import { listUsers, me } from '#protocol/users.ts'
import type { Call } from '../api/client.ts'

/** How each key of api/keys.ts is fetched, beside those that LiveRoom keeps itself (channels, unread, messages). */
export function setQueries(cache: QueryClient, call: Call): void {
  const second = (key: readonly unknown[]): string => String(key[1])
  cache.setQueryDefaults(['users'], { queryFn: ({ signal }) => call(listUsers, {}, { signal }) })
  cache.setQueryDefaults(['me'], { queryFn: ({ signal }) => call(me, {}, { signal }) })
  cache.setQueryDefaults(['emojis'], { queryFn: ({ signal }) => call(listEmojis, {}, { signal }) })
  cache.setQueryDefaults(['invites'], { queryFn: ({ signal }) => call(listInvites, {}, { signal }) })
  cache.setQueryDefaults(['joinable'], {
    queryFn: ({ signal }) => call(listChannels, { query: { joinable: 'true' } }, { signal }),
  })
  cache.setQueryDefaults(['members'], {
    queryFn: ({ signal, queryKey }) => call(listMembers, { params: { id: second(queryKey) } }, { signal }),
  })
  cache.setQueryDefaults(['info'], {
    queryFn: ({ signal, queryKey }) => call(getChannelInfo, { params: { id: second(queryKey) } }, { signal }),
  })
}
