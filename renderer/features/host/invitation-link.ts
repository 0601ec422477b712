import type { RoomAddress } from '#protocol/host.ts'
import { canonicalAddress, formatWebLink, invitationName } from '#protocol/invitation.ts'
import type { Invite } from '#protocol/invites.ts'

/** More would only make the QR code finer, and harder to read from across a table. */
const MAX_ADDRESSES = 4
/** Numbers first: not every phone resolves `.local` names. */
const ORDER: readonly RoomAddress['kind'][] = ['lan', 'name', 'vpn', 'public']

export type LinkParts = {
  name: string
  addresses: readonly RoomAddress[]
  /** How this page itself came here, when that is another machine's way, too: behind a proxy only that one works. */
  here: { host: string; protocol: 'http:' | 'https:' } | null
  code: string | null
}

/** The invitation that is shown, or null when nobody else could follow it. */
export function invitationLink({ name, addresses, here, code }: LinkParts): string | null {
  const sorted = addresses
    .filter(({ kind }) => ORDER.includes(kind))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .flatMap(({ address }) => canonicalAddress(address) ?? [])
  const own = here && canonicalAddress(here.host, here.protocol === 'https:' ? 443 : 80)
  const first = own !== null && !isLoopback(own) ? [own] : []
  const all = [...new Set([...first, ...sorted])].slice(0, MAX_ADDRESSES)
  if (all.length === 0) return null
  const parts = { addresses: all, identity: null, room_id: null, name: invitationName(name), code }
  return formatWebLink(parts, first.length > 0 && here ? here.protocol : 'http:')
}

const isLoopback = (address: string) => /^(?:127\.|localhost:|\[::1\])/.test(address)

/** Whether somebody could still sign up with it. */
export const isOpenInvite = (invite: Invite, now: number): boolean =>
  invite.uses < invite.max_uses && (invite.expires_at === null || Date.parse(invite.expires_at) > now)
