import type { ReachRequest, SavedRoom } from '#protocol/bridge.ts'
import type { Invitation } from '#protocol/invitation.ts'
import { type Relation, relationTo, sharesAddress } from '#protocol/relation.ts'
import { mergeAddresses } from '../../app/addresses.ts'
import type { Met } from './meet.ts'

/**
 * The saved room that a followed invitation leads to, or null for a new one. A link is anybody's word, but a key is not:
 * a link with the key of a saved room may say where else that is, since nobody else can prove it there.
 */
export function roomToEnter(invitation: Invitation, relation: Relation, saved: readonly SavedRoom[]): SavedRoom | null {
  const known = saved.find(({ key }) => key === relation.known_as)
  if (!known || relation.trust === 'changed') return null
  return relation.trust === 'known' || sharesAddress(invitation, known) ? known : null
}

/** Whom to look for, and where: without a key a saved room is looked for at its own addresses only. */
export function requestFor({ addresses, identity }: Invitation, known: SavedRoom | null): ReachRequest {
  if (!known) return { addresses, identity }
  const isSame = known.identity !== null && known.identity === identity
  return { addresses: isSame ? mergeAddresses(known.addresses, addresses) : known.addresses, identity: known.identity }
}

/** The saved room that a met one looks like and is not: the same address under the same name, or the same id. */
export function lookalikeOf(met: Met, saved: readonly SavedRoom[]): SavedRoom | null {
  const { addresses, identity, room_id, name } = met
  const { known_as, trust } = relationTo({ addresses, identity, room_id, name, code: null }, saved)
  return trust === 'changed' ? (saved.find(({ key }) => key === known_as) ?? null) : null
}
