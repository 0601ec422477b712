import { InvitationCode, canonicalAddress, parseInvitation } from '#protocol/invitation.ts'
import { shortCodeIn } from '#protocol/invites.ts'

/** The usual port of a room (server/options.ts). */
const PORT = 22_800

/** What somebody means who types or pastes something under "Join". */
export type Destination =
  | { kind: 'nothing' }
  | { kind: 'invitation'; link: string }
  /** To be tried in this order. */
  | { kind: 'addresses'; addresses: string[]; isMaybeCode: boolean }
  | { kind: 'code'; code: string }
  /** Six digits that were read out. */
  | { kind: 'digits'; code: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'unclear' }

export function destinationOf(text: string): Destination {
  const typed = text.trim()
  if (typed === '') return { kind: 'nothing' }
  if (/^stuffchat:/i.test(typed) || /^https?:\/\/[^/?#]+\/join(?:[/?#]|$)/i.test(typed)) {
    const parsed = parseInvitation(typed)
    return parsed.ok ? { kind: 'invitation', link: typed } : { kind: 'refused', reason: parsed.reason }
  }
  const url = /^(?<scheme>https?):\/\/(?<address>[^/?#@\s]+)\/?$/i.exec(typed)?.groups
  if (url) {
    const port = url['scheme']?.toLowerCase() === 'https' ? 443 : 80
    return atAddresses(url['address'] ?? '', [port, PORT], false)
  }
  const digits = shortCodeIn(typed)
  if (digits !== null) return { kind: 'digits', code: digits }
  // Digits alone would be read as an IPv4 address in an old notation.
  if (/^[\d ]+$/.test(typed)) return { kind: 'code', code: typed.replaceAll(' ', '') }
  const code = InvitationCode.safeParse(typed)
  const there = atAddresses(typed, [PORT], code.success)
  if (there.kind === 'addresses' && !(code.success && looksRandom(typed))) return there
  return code.success ? { kind: 'code', code: code.data } : { kind: 'unclear' }
}

function atAddresses(text: string, ports: readonly number[], isMaybeCode: boolean): Destination {
  // An IPv6 address without brackets cannot carry a port.
  const host = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text
  const addresses = ports.flatMap((port) => canonicalAddress(host, port) ?? [])
  return addresses.length === 0
    ? { kind: 'unclear' }
    : { kind: 'addresses', addresses: [...new Set(addresses)], isMaybeCode }
}

/** Rooms make their codes as UUIDs. */
const looksRandom = (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
