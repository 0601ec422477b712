import type { HostingState, SavedRoom } from '#protocol/bridge.ts'
import type { ConnectedPerson } from './quit.ts'

/**
 * Whoever would be cut off when this app stops its room: not the host, who is known by the name that this app signed in
 * with there: in the room of this identity, or, where none was saved yet, at this machine's own address.
 */
export function otherPeople(
  people: readonly ConnectedPerson[],
  hosting: HostingState,
  rooms: readonly SavedRoom[],
): ConnectedPerson[] {
  if (hosting.kind !== 'on') return [...people]
  const here = new Set(['127.0.0.1', '[::1]', 'localhost'].map((host) => `${host}:${hosting.port}`))
  const isOwn = ({ identity, addresses }: SavedRoom) =>
    // At the address of a room, and known to be another.
    identity !== null && hosting.identity !== null
      ? identity === hosting.identity
      : addresses.some((one) => here.has(one))
  const own = new Set(rooms.filter(isOwn).map((room) => room.username))
  return people.filter(({ username }) => !own.has(username))
}
