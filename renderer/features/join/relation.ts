import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'

/**
 * `known`: names the identity of a saved room. `changed`: seems to be a saved room but has another identity.
 * `unverified`: names no identity, so anybody at that address would do.
 */
export type Trust = 'known' | 'new' | 'changed' | 'unverified'
export type Relation = { knownAs: string | null; trust: Trust }

/** What an invitation has to do with the saved rooms; the same rules as the desktop shell's (main/core/deep-links.ts). */
export function relationTo(invitation: Invitation, rooms: readonly SavedRoom[]): Relation {
  const { identity, room_id, name } = invitation
  const sameRoom = rooms.find((room) => room_id !== null && room.room_id === room_id)
  const there = rooms.filter((room) => sharesAddress(invitation, room))
  if (identity === null) return { knownAs: (sameRoom ?? there[0])?.key ?? null, trust: 'unverified' }
  const same = rooms.find((room) => room.identity === identity)
  if (same !== undefined) return { knownAs: same.key, trust: 'known' }
  const lookalike = sameRoom ?? there.find((room) => room.name === name)
  if (lookalike === undefined) return { knownAs: null, trust: 'new' }
  return { knownAs: lookalike.key, trust: lookalike.identity === null ? 'unverified' : 'changed' }
}

/**
 * The saved room that a followed invitation leads to, or null for a new one. A link is anybody's word: it never gives a
 * saved room another address, because that address would be shown the room's tokens.
 */
export function roomToEnter(
  invitation: Invitation,
  relation: Relation,
  rooms: readonly { saved: SavedRoom; isOpen: boolean }[],
): SavedRoom | null {
  const known = rooms.find(({ saved }) => saved.key === relation.knownAs)
  if (!known || relation.trust === 'changed') return null
  const isThere = sharesAddress(invitation, known.saved)
  return isThere || known.isOpen ? known.saved : null
}

const sharesAddress = (invitation: Invitation, room: SavedRoom): boolean =>
  room.addresses.some((address) => invitation.addresses.includes(address))
