import { useObservable } from '../../app/context.tsx'
import type { Room } from '../../app/room.ts'

/** The room's name, as it says itself or as it was known last. */
export function useRoomName(room: Room): string {
  useObservable(room.reach)
  return room.name
}
