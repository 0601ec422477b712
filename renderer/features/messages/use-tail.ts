import { useMemo } from 'react'
import { useLive, useObservable } from '../../app/context.tsx'
import type { Outgoing } from '../../outbox/outbox.ts'
import type { Kept } from '../../realtime/window.ts'
import type { Upload } from '../files/uploads.ts'

export type TailRow = { kind: 'outgoing'; entry: Outgoing } | { kind: 'upload'; upload: Upload }

/** What of mine is still on its way in a channel, behind what has arrived. Nothing stands there twice. */
export function useTail(channelId: string, messages: readonly Kept[]): readonly TailRow[] {
  const { outbox, uploads } = useLive()
  const entries = useObservable(outbox)
  const files = useObservable(uploads)
  return useMemo(() => {
    const mine = entries.filter((entry) => entry.channel_id === channelId)
    // Its event may have come before its reply: then it is a message already.
    const arrived = mine.length === 0 ? new Set() : new Set(messages.slice(-200).map((message) => message.client_id))
    return [
      ...mine.filter((entry) => !arrived.has(entry.client_id)).map((entry): TailRow => ({ kind: 'outgoing', entry })),
      ...files
        .filter((upload) => upload.channelId === channelId)
        .map((upload): TailRow => ({ kind: 'upload', upload })),
    ]
  }, [entries, files, messages, channelId])
}
