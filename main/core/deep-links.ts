import type { DeepLink, SavedRoom } from '#protocol/bridge.ts'
import { parseInvitation, shownIdentity } from '#protocol/invitation.ts'
import type { Invitation } from '#protocol/invitation.ts'

/** The scheme that the app registers with the system. */
export const LINK_SCHEME = 'stuffchat'
const IS_LINK = /^stuffchat:/i

/**
 * The link among command line arguments, or null. The system starts us with one; several different ones are somebody's
 * trick, and none of them counts. Nothing else on the command line of a second start is looked at.
 */
export function linkFromArguments(args: readonly string[]): string | null {
  const links = new Set(args.filter((arg) => IS_LINK.test(arg)))
  const [link] = links
  return link === undefined || links.size > 1 ? null : link
}

/**
 * What a link from outside means: something to ask the person about, or a sentence why it is nothing. Only the app's
 * own scheme is taken from outside, for a web link would have been opened in a browser. Contacts nobody.
 */
export function readDeepLink(link: string, rooms: readonly SavedRoom[]): DeepLink {
  const parsed = IS_LINK.test(link) ? parseInvitation(link) : null
  if (parsed === null) return { kind: 'refused', reason: 'This is no Stuffchat link.' }
  if (!parsed.ok) return { kind: 'refused', reason: parsed.reason }
  const { invitation } = parsed
  const { name, addresses, identity, code } = invitation
  return {
    kind: 'join',
    invitation,
    shown: {
      name,
      addresses,
      identity: identity === null ? null : shownIdentity(identity),
      with_code: code !== null,
    },
    ...relationTo(invitation, rooms),
  }
}

type Relation = Pick<Extract<DeepLink, { kind: 'join' }>, 'known_as' | 'trust'>

/**
 * Addresses are handed out anew every day, so one alone proves nothing: the same address under the same name, or the
 * same room id, with another identity is what a takeover looks like.
 */
function relationTo(invitation: Invitation, rooms: readonly SavedRoom[]): Relation {
  const { identity, room_id, name } = invitation
  const sameRoom = rooms.find((room) => room_id !== null && room.room_id === room_id)
  const there = rooms.filter((room) => room.addresses.some((address) => invitation.addresses.includes(address)))
  if (identity === null) return { known_as: (sameRoom ?? there[0])?.key ?? null, trust: 'unverified' }
  const same = rooms.find((room) => room.identity === identity)
  if (same !== undefined) return { known_as: same.key, trust: 'known' }
  const lookalike = sameRoom ?? there.find((room) => room.name === name)
  if (lookalike === undefined) return { known_as: null, trust: 'new' }
  return { known_as: lookalike.key, trust: lookalike.identity === null ? 'unverified' : 'changed' }
}
