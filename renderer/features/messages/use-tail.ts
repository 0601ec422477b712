import { useMemo } from 'react'
import { useLive, useObservable } from '../../app/context.tsx'
import type { Outgoing } from '../../outbox/outbox.ts'
import type { Kept } from '../../realtime/window.ts'
import type { Upload } from '../files/uploads.ts'
import { placeOf, placedOf } from './grouping.ts'

/** `isHead`: it begins a group, as it will when it has arrived. */
export type TailRow = { kind: 'outgoing'; entry: Outgoing; isHead: boolean } | { kind: 'upload'; upload: Upload }

/** What of mine is still on its way in a channel, behind what has arrived. Nothing stands there twice. */
export function useTail(channelId: string, messages: readonly Kept[]): readonly TailRow[] {
  const { outbox, uploads, userId } = useLive()
  const entries = useObservable(outbox)
  const files = useObservable(uploads)
  return useMemo(() => {
    const mine = entries.filter((entry) => entry.channel_id === channelId)
    // Its event may have come before its reply: then it is a message already.
    const arrived = mine.length === 0 ? new Set() : new Set(messages.slice(-200).map((message) => message.client_id))
    const waiting = mine.filter((entry) => !arrived.has(entry.client_id))
    const last = messages.at(-1)
    return [
      ...waiting.map((entry, i): TailRow => {
        const previous = waiting[i - 1]
        const before = previous ? placedOf(previous, userId) : last
        return { kind: 'outgoing', entry, isHead: placeOf(before, placedOf(entry, userId), null).startsGroup }
      }),
      ...files
        .filter((upload) => upload.channelId === channelId)
        .map((upload): TailRow => ({ kind: 'upload', upload })),
    ]
  }, [entries, files, messages, channelId, userId])
}
