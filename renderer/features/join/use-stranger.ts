import { useObservable, useRoom } from '../../app/context.tsx'
import type { Stranger } from '../../app/room.ts'

/** Who answers in the room's place, if somebody does. */
export function useStranger(): Stranger | null {
  const reach = useObservable(useRoom().reach)
  return reach.state === 'closed' ? reach.stranger : null
}
