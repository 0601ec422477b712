import type { ShareplayActionType, ShareplayState } from '#protocol/shareplay.ts'
import type { RoomSocket } from '../../realtime/socket.ts'
import type { Move } from './order.ts'
import { currentOf } from './rows.ts'
import type { Outcome, SongAdds } from './song-adds.ts'

export type ActionsDeps = {
  socket: Pick<RoomSocket, 'send'>
  adds: Pick<SongAdds, 'add' | 'type'>
  channelId: string
  /** What one sees while one acts. */
  state(): Pick<ShareplayState, 'rev' | 'queue' | 'current_index'> | null
  /** There is no connection, and nothing was sent. */
  onAway(): void
}
type More = { data?: string | number; item_id?: string; rev?: number }

/**
 * What one can do to a channel's queue. Each tells whether it was sent; what the room says to it comes as an event.
 * Of what is added one hears what became of it; null: it was not sent.
 */
export function createActions({ socket, adds, channelId, state, onAway }: ActionsDeps) {
  const act = (action_type: ShareplayActionType, more: More = {}): boolean => {
    const isSent = socket.send({ type: 'shareplay_action', channel_id: channelId, action_type, ...more })
    if (!isSent) onAway()
    return isSent
  }
  const told = (sent: Promise<Outcome> | null): Promise<Outcome> | null => {
    if (!sent) onAway()
    return sent
  }
  /** For what depends on what one sees: two who press "next" at once skip one song. */
  const seen = (): More => {
    const rev = state()?.rev
    return rev === undefined ? {} : { rev }
  }
  return {
    /** An uploaded file. */
    addFile: (fileId: string) => told(adds.add(channelId, `file:${fileId}`)),
    /** A link, words to search for, or `file:<id>`, as it was typed. */
    add: (text: string) => told(adds.type(channelId, text)),
    play: () => act('play'),
    pause: () => act('pause'),
    /** In this song, and in no other that has begun meanwhile: then nothing is sent. */
    seek: (itemId: string, seconds: number) =>
      // The room looks too, but one of an older version moves whatever plays.
      currentOf(state())?.id === itemId && act('seek', { item_id: itemId, data: Math.round(seconds * 1_000) / 1_000 }),
    next: () => act('next', seen()),
    previous: () => act('prev', seen()),
    track: (itemId: string) => act('track', { item_id: itemId, ...seen() }),
    move: ({ itemId, to }: Move, rev: number) => act('move', { item_id: itemId, data: to, rev }),
    // One song, wherever it stands by now: several may be taken out in a row without waiting for the room.
    remove: (itemId: string) => act('remove', { item_id: itemId }),
    retry: (itemId: string) => act('retry', { item_id: itemId }),
    shuffle: () => act('shuffle'),
    clear: () => act('clear'),
    toggleRepeat: () => act('toggle_repeat'),
  }
}
export type Actions = ReturnType<typeof createActions>
