import type { Event, EventOf } from '#protocol/events.ts'
import type { RoomList } from '../notifications/follow-lives.ts'
import { followLives } from '../notifications/follow-lives.ts'
import type { Toasts } from '../../ui/toasts.ts'

/** Somebody else was faster, or took it out: the queue shows what is, and that says enough. */
const SILENT: ReadonlySet<string> = new Set(['stale', 'not_found'])

/** What is said to other things that one does to a queue. */
const OF_OTHERS: ReadonlySet<string> = new Set(['stale', 'seek_invalid', 'nothing_plays', 'unknown_action'])
/** Whether the room may have refused an `add` by this. */
export const isAboutAdding = ({ code, in_reply_to }: Pick<EventOf<'error'>, 'code' | 'in_reply_to'>): boolean =>
  in_reply_to === 'shareplay_action' && !OF_OTHERS.has(code)

/** The sentence for a person whose action the room refused; null when there is nothing to say, or it was another matter. */
export const refusalOf = (event: Event): string | null =>
  event.type === 'error' && event.in_reply_to === 'shareplay_action' && !SILENT.has(event.code) ? event.message : null

/** Says in a notice what rooms do not let one do with their queues, wherever in the app one is. */
export function tellRefusals({ rooms, toasts }: { rooms: RoomList; toasts: Toasts }): () => void {
  return followLives(rooms, (_room, live) =>
    live.socket.onEvent((event) => {
      const text = refusalOf(event)
      if (text !== null) toasts.show({ tone: 'danger', text })
    }),
  )
}
