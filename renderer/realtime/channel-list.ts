import type { QueryClient } from '@tanstack/query-core'
import { type Channel, type Unread, listChannels, listUnread } from '#protocol/channels.ts'
import type { Event } from '#protocol/events.ts'
import { listPresence } from '#protocol/presence.ts'
import type { Call } from '../api/client.ts'
import { keys } from '../api/keys.ts'
import type { PresenceMap } from './apply-event.ts'
import { countMessage, moveMarker, upsertChannel } from './channels.ts'

/** How often a list is asked for again because the answer was overtaken. */
const ROUNDS = 3

/**
 * Fetches the lists that events also change. What is told while an answer is on its way would be lost under it: so it is
 * written down and played again on the answer.
 */
export function createLists(deps: { call: Call; cache: QueryClient; userId: string }) {
  const { call, cache, userId } = deps
  const journals = new Set<Event[]>()

  async function fetched<T>(
    fetch: (signal: AbortSignal) => Promise<T>,
    replay: (value: T, event: Event) => T | 'again',
    signal: AbortSignal,
  ): Promise<T> {
    for (let round = 1; ; round++) {
      const journal: Event[] = []
      journals.add(journal)
      try {
        let value: T = await fetch(signal)
        let isOvertaken = false
        for (const event of journal) {
          const next = replay(value, event)
          if (next === 'again') isOvertaken = true
          else value = next
        }
        if (!isOvertaken || round === ROUNDS) return value
      } finally {
        journals.delete(journal)
      }
    }
  }
  const channelsAfter = (channels: Channel[], event: Event): Channel[] | 'again' => {
    if (event.type === 'message_created') return countMessage(channels, event, userId)
    if (event.type === 'channel_created' || event.type === 'channel_updated')
      return upsertChannel(channels, event.channel)
    if (event.type === 'channel_deleted') return channels.filter(({ id }) => id !== event.channel_id)
    if (event.type === 'member_removed' && event.user_id === userId)
      return channels.filter(({ id }) => id !== event.channel_id)
    // How far these change the counts only the room knows.
    return event.type === 'read_marker' || event.type === 'message_deleted' ? 'again' : channels
  }
  const unreadAfter = (markers: Unread[], event: Event): Unread[] =>
    event.type === 'read_marker' ? moveMarker(markers, event.channel_id, event.last_read_message_id) : markers
  const presenceAfter = (presence: PresenceMap, event: Event): PresenceMap =>
    event.type === 'presence_changed'
      ? {
          ...presence,
          [event.user_id]: {
            user_id: event.user_id,
            status: event.status,
            last_heartbeat: presence[event.user_id]?.last_heartbeat ?? null,
          },
        }
      : presence

  /** The room takes at most 200 ids at once. */
  const presenceOf = async (ids: readonly string[], signal: AbortSignal): Promise<PresenceMap> => {
    const found: [string, PresenceMap[string]][] = []
    for (let from = 0; from < ids.length; from += 200) {
      const query = { ids: ids.slice(from, from + 200).join(',') }
      for (const one of await call(listPresence, { query }, { signal })) found.push([one.user_id, one])
    }
    return Object.fromEntries(found)
  }

  cache.setQueryDefaults(keys.channels, {
    queryFn: ({ signal }) => fetched((abort) => call(listChannels, {}, { signal: abort }), channelsAfter, signal),
  })
  cache.setQueryDefaults(keys.unread, {
    queryFn: ({ signal }) => fetched((abort) => call(listUnread, {}, { signal: abort }), unreadAfter, signal),
  })
  return {
    /** Writes an event down for the answers that are on their way. */
    note(event: Event): void {
      for (const journal of journals) journal.push(event)
    },
    /** Loads the presence of these people into the cache, beside whom it has. */
    async loadPresence(ids: readonly string[], signal: AbortSignal = new AbortController().signal): Promise<void> {
      const found = await fetched((abort) => presenceOf(ids, abort), presenceAfter, signal)
      cache.setQueryData<PresenceMap>(keys.presence, (before = {}) => ({ ...before, ...found }))
    },
  }
}
