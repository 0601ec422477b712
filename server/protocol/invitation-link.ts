import type { RoomAddress } from './host.ts'
import { canonicalAddress, formatWebLink, invitationName } from './invitation.ts'

/** More would only make the QR code finer, and harder to read from across a table. */
const MAX_ADDRESSES = 6
/** Numbers first: not every phone resolves `.local` names. */
const ORDER: readonly RoomAddress['kind'][] = ['lan', 'name', 'vpn', 'public']

export type LinkParts = {
  name: string
  /** The key that the room shows on TLS, and what it calls itself: whoever follows the link goes to no other. */
  identity: string | null
  room_id: string | null
  addresses: readonly RoomAddress[]
  /** How this page itself came here, when that is another machine's way, too: behind a proxy only that one works. */
  here: { host: string; protocol: 'http:' | 'https:' } | null
  code: string | null
}

/** The invitation that the host panel and the terminal show, or null when nobody else could follow it. */
export function invitationLink({ name, identity, room_id, addresses, here, code }: LinkParts): string | null {
  const sorted = addresses
    .filter(({ kind }) => ORDER.includes(kind))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .flatMap(({ address }) => canonicalAddress(address) ?? [])
  const own = here && canonicalAddress(here.host, here.protocol === 'https:' ? 443 : 80)
  const first = own !== null && !isLoopback(own) ? [own] : []
  const all = [...new Set([...first, ...sorted])].slice(0, MAX_ADDRESSES)
  if (all.length === 0) return null
  const parts = { addresses: all, identity, room_id, name: invitationName(name), code }
  return formatWebLink(parts, first.length > 0 && here ? here.protocol : 'http:')
}

const isLoopback = (address: string) => /^(?:127\.|localhost:|\[::1\])/.test(address)
