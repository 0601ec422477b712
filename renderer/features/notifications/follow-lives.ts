import type { Live } from '../../app/live.ts'
import type { Room } from '../../app/room.ts'

export type RoomList = { subscribe(listener: () => void): () => void; getSnapshot(): readonly Room[] }

/** Runs something for every room that somebody is signed in to, as long as they are. */
export function followLives(rooms: RoomList, start: (room: Room, live: Live) => () => void): () => void {
  const running = new Map<Room, () => void>()
  const watch = (room: Room): (() => void) => {
    let current: Live | null = null
    let stop = () => {}
    const look = () => {
      const live = room.live.getSnapshot()
      if (live === current) return
      stop()
      current = live
      stop = live ? start(room, live) : () => {}
    }
    const unsubscribe = room.live.subscribe(look)
    look()
    return () => {
      unsubscribe()
      stop()
    }
  }
  const look = () => {
    const all = rooms.getSnapshot()
    for (const [room, stop] of running) {
      if (all.includes(room)) continue
      running.delete(room)
      stop()
    }
    for (const room of all) if (!running.has(room)) running.set(room, watch(room))
  }
  const unsubscribe = rooms.subscribe(look)
  look()
  return () => {
    unsubscribe()
    for (const stop of running.values()) stop()
    running.clear()
  }
}
