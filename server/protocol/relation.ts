import type { DeepLink, SavedRoom } from './bridge.ts'
import type { Invitation } from './invitation.ts'

/** What an invitation has to do with the saved rooms, for whoever is asked whether to follow it. */
export type Relation = Pick<Extract<DeepLink, { kind: 'join' }>, 'known_as' | 'trust'>

/**
 * Addresses are handed out anew every day, so one alone proves nothing: the same address under the same name, or the
 * same room id, with another identity is what a takeover looks like.
 */
export function relationTo(invitation: Invitation, rooms: readonly SavedRoom[]): Relation {
  const { identity, room_id, name } = invitation
  const sameRoom = rooms.find((room) => room_id !== null && room.room_id === room_id)
  const there = rooms.filter((room) => sharesAddress(invitation, room))
  if (identity === null) return { known_as: (sameRoom ?? there[0])?.key ?? null, trust: 'unverified' }
  const same = rooms.find((room) => room.identity === identity)
  if (same !== undefined) return { known_as: same.key, trust: 'known' }
  const lookalike = sameRoom ?? there.find((room) => room.name === name)
  if (lookalike === undefined) return { known_as: null, trust: 'new' }
  return { known_as: lookalike.key, trust: lookalike.identity === null ? 'unverified' : 'changed' }
}

export const sharesAddress = (invitation: Invitation, room: SavedRoom): boolean =>
  room.addresses.some((address) => invitation.addresses.includes(address))
