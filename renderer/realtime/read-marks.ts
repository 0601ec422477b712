import type { QueryClient } from '@tanstack/query-core'
import { type Unread, markRead } from '#protocol/channels.ts'
import type { Call } from '../api/client.ts'
import { isPassing } from '../api/errors.ts'
import { keys } from '../api/keys.ts'
import { applyReadMarker } from './apply-event.ts'
import { isLaterId } from './channels.ts'

/** Tells the room how far one has read: at once here, one call at a time, and only the furthest of what waits. */
export function createReadMarks(deps: {
  call: Call
  cache: QueryClient
  userId: string
  onTrouble(error: unknown): void
}) {
  const wanted = new Map<string, string>()
  const busy = new Set<string>()

  const tell = async (channelId: string): Promise<void> => {
    if (busy.has(channelId)) return
    busy.add(channelId)
    try {
      for (let id = wanted.get(channelId); id !== undefined; id = wanted.get(channelId)) {
        await deps.call(markRead, { params: { id: channelId }, body: { message_id: id } })
        if (wanted.get(channelId) === id) wanted.delete(channelId)
      }
    } catch (error) {
      // What may pass is told again by `retry`.
      if (!isPassing(error)) {
        wanted.delete(channelId)
        deps.onTrouble(error)
      }
    } finally {
      busy.delete(channelId)
    }
  }
  return {
    /** One has read up to this message. Never moves backwards. */
    read(channelId: string, messageId: string): void {
      const marker = deps.cache.getQueryData<Unread[]>(keys.unread)?.find((one) => one.channel_id === channelId)
      const before = wanted.get(channelId) ?? marker?.last_read_message_id ?? null
      if (!isLaterId(messageId, before)) return
      wanted.set(channelId, messageId)
      applyReadMarker(deps.cache, channelId, messageId, deps.userId)
      void tell(channelId)
    },
    /** The room is back: tells what could not be told. */
    retry(): void {
      for (const channelId of wanted.keys()) void tell(channelId)
    },
  }
}
