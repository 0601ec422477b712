import type { Event, EventOf } from '#protocol/events.ts'
import type { ShareplayItem } from '#protocol/shareplay.ts'
import type { Command, SocketState } from '../realtime/socket.ts'

export const songOf = (id: string, url = `file:${id}`): ShareplayItem => ({
  id,
  url,
  title: id,
  duration_seconds: 100,
  download_status: 'ready',
  file_path: null,
  thumbnail_path: null,
  download_error: null,
  added_by: 'ann',
  artist: null,
  progress: null,
})

const METADATA: EventOf<'connection_metadata'> = {
  type: 'connection_metadata',
  session_id: 's',
  server_time: '2026-01-01T00:00:00.000Z',
  protocol: 1,
  room_name: 'Room',
  user_id: 'ann',
  server_epoch_ms: 0,
}

/** A connection whose other end is the test: nothing comes but what it tells. */
export function fakeSocket() {
  const sent: Command[] = []
  const listeners = new Set<(event: Event) => void>()
  const followers = new Set<() => void>()
  let state: SocketState = { state: 'open', metadata: METADATA }
  const set = (next: SocketState) => {
    state = next
    for (const follow of followers) follow()
  }
  const tell = (event: Event) => {
    for (const listener of listeners) listener(event)
  }
  return {
    sent,
    tell,
    lose: () => set({ state: 'waiting', until: 0, attempt: 0, isRestarting: false }),
    open() {
      set({ state: 'open', metadata: METADATA })
      tell(METADATA)
    },
    /** The room has done all that was sent. */
    answer() {
      for (const command of sent.splice(0))
        if (command.type === 'ping' && command.t0 !== undefined) tell({ type: 'pong', t0: command.t0, t1: 0, t2: 0 })
    },
    send: (command: Command) => state.state === 'open' && sent.push(command) > 0,
    getSnapshot: () => state,
    subscribe(listener: () => void) {
      followers.add(listener)
      return () => followers.delete(listener)
    },
    onEvent(listener: (event: Event) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
