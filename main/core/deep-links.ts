import type { DeepLink, SavedRoom } from '#protocol/bridge.ts'
import { parseInvitation, shownIdentity } from '#protocol/invitation.ts'
import { relationTo } from '#protocol/relation.ts'

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
