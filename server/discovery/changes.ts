import type { NearbyRoom } from '#protocol/discovery.ts'

export type Change = { event: 'room_appeared' | 'room_changed' | 'room_gone'; room: NearbyRoom }

/** What happened from one list of rooms to the next. A round trip that took longer is no change. */
export function changesBetween(before: readonly NearbyRoom[], after: readonly NearbyRoom[]): Change[] {
  const was = new Map(before.map((room) => [room.identity, room]))
  const is = new Set(after.map((room) => room.identity))
  const come = after.flatMap((room): Change[] => {
    const old = was.get(room.identity)
    if (old === undefined) return [{ event: 'room_appeared', room }]
    return textOf(old) === textOf(room) ? [] : [{ event: 'room_changed', room }]
  })
  const gone = before.filter(({ identity }) => !is.has(identity)).map((room): Change => ({ event: 'room_gone', room }))
  return [...gone, ...come]
}

const textOf = (room: NearbyRoom) => JSON.stringify({ ...room, rtt_ms: 0 })
