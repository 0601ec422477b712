import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { savedName } from '../../app/saved.ts'

/** A room as it is saved first, from what somebody else says about it. */
export function newRoom(
  key: string,
  { addresses, name, identity, room_id }: Pick<Invitation, 'addresses' | 'name' | 'identity' | 'room_id'>,
): SavedRoom {
  const shown = savedName(name ?? addresses[0] ?? '')
  return { key, name: shown, addresses, identity, room_id, username: null, last_used_at: null }
}
