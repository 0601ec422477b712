import type { HostingState } from '#protocol/bridge.ts'
import type { Room } from '../../app/room.ts'
import type { Rooms } from '../../app/rooms.ts'

/** The room that this app itself hosts: there is one at most, and its port may change under it. */
export const HOSTED = 'hosted'

/** Saves the hosted room under the address that it has now, and gives it once it was asked whether it is there. */
export async function saveHosted(rooms: Rooms, hosting: Extract<HostingState, { kind: 'on' }>): Promise<Room> {
  const before = rooms.get(HOSTED)?.saved
  const { identity } = hosting
  // What this app hosts is what it says: another key means that the room was set up anew, and its sign-in is no good.
  const isOther = before !== undefined && before.identity !== null && identity !== null && before.identity !== identity
  if (isOther) await rooms.forget(HOSTED)
  const known = isOther ? undefined : before
  const room = await rooms.save({
    key: HOSTED,
    name: known?.name ?? hosting.name,
    addresses: [`127.0.0.1:${hosting.port}`],
    identity: known?.identity ?? identity,
    room_id: known?.room_id ?? null,
    username: known?.username ?? null,
    last_used_at: known?.last_used_at ?? null,
  })
  await room.probe()
  return room
}
