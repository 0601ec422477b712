import type { SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { type Relation, sharesAddress } from '#protocol/relation.ts'

/**
 * The saved room that a followed invitation leads to, or null for a new one. A link is anybody's word: it never gives a
 * saved room another address, because that address would be shown the room's tokens.
 */
export function roomToEnter(
  invitation: Invitation,
  relation: Relation,
  rooms: readonly { saved: SavedRoom; isOpen: boolean }[],
): SavedRoom | null {
  const known = rooms.find(({ saved }) => saved.key === relation.known_as)
  if (!known || relation.trust === 'changed') return null
  const isThere = sharesAddress(invitation, known.saved)
  return isThere || known.isOpen ? known.saved : null
}
