import { z } from 'zod'
import { Id, codePoints } from './ids.ts'

/** The form that is written now. A link that says another number is from a Stuffchat that knows more. */
export const INVITATION_VERSION = 1 as const
/**
 * A link as a whole, in characters. Every valid invitation is shorter; ordinary ones have about 300, and a QR code ends
 * at 2,953.
 */
export const MAX_LINK = 6_000
export const MAX_ADDRESSES = 12
const MAX_HOST = 253
const MAX_NAME = 100

/** Why a link is no invitation. The codes are stable, the sentences are for people. */
const REASONS = {
  not_an_invitation: 'This is no invitation to a Stuffchat room.',
  too_long: 'This is too long for an invitation. Was something else pasted with it?',
  newer_version: 'This invitation comes from a newer Stuffchat. Please update yours.',
  broken: 'This invitation is damaged: a part of it is missing or was changed. Please ask for it again.',
  unknown_part: 'This invitation has a part that this Stuffchat does not know. Please update, or ask for a new one.',
  address_invalid: 'This invitation has an address that no room can have. Please ask for it again.',
  addresses_missing: 'This invitation does not say where the room is. Please ask for it again.',
  addresses_many: `This invitation has more than ${MAX_ADDRESSES} addresses. Please ask for a shorter one.`,
  identity_invalid: 'The identity of the room in this invitation is damaged. Please ask for it again.',
  room_invalid: 'The room in this invitation is damaged. Please ask for it again.',
  name_invalid: 'The name of the room in this invitation is too long or has characters that cannot be seen.',
  code_invalid: 'The code in this invitation is damaged. Please ask for it again.',
} as const
export type InvitationProblem = keyof typeof REASONS
export const reasonOf = (code: InvitationProblem): string => REASONS[code]

/**
 * `host:port` in its one canonical spelling (lower case, IPv6 compressed and in brackets, the port always there), or
 * null when no room can be there. Names are ASCII: others come as punycode, so that what is shown is what is meant.
 */
export function canonicalAddress(text: string, defaultPort?: number): string | null {
  const parts = /^(?<host>[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(?<port>[1-9]\d{0,4}))?$/i.exec(text)?.groups
  const port = parts?.['port'] === undefined ? defaultPort : Number(parts['port'])
  const host = parts?.['host']?.toLowerCase()
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return null
  // The URL parser knows IPv6, and takes `0x7f.1` for an IPv4 address: a host that it spells anew is not what it seems.
  const parsed = URL.parse(`http://${host}/`)?.hostname
  if (parsed === undefined || (parsed !== host && !host.startsWith('['))) return null
  return isNowhere(parsed) || !isHost(parsed) ? null : `${parsed}:${port}`
}

const isHost = (host: string) => host.startsWith('[') || host.split('.').every((label) => LABEL.test(label))
/** RFC 1123, section 2.1. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Unspecified, multicast, reserved and broadcast addresses: nobody listens there. */
const isNowhere = (host: string) =>
  /^(?:\[::\]|\[ff[0-9a-f]{2}:.*|(?:0|22[4-9]|2[34]\d|25[0-5])(?:\.\d+){3})$/.test(host)

/** The form that a room's name has in an invitation; the other characters of a name cannot be seen or mislead. */
const NAME = /^[^\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}\u200B\u2060-\u206F\uFEFF\uFFFC\uFFFD]+$/u
const isName = (text: string) => NAME.test(text) && text === text.trim() && codePoints(text) <= MAX_NAME

/** SHA-256 of the public key of the room's certificate (its SPKI, in DER), base64url without padding. */
export const Identity = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/)
export const InvitationCode = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
export const Address = z
  .string()
  .max(MAX_HOST + 6)
  .refine((text) => canonicalAddress(text) === text, reasonOf('address_invalid'))

/** All that an invitation says. It is a stranger's word, until the room has shown that it has this identity. */
export const Invitation = z.strictObject({
  /** Where the room may be, best first. */
  addresses: z
    .array(Address)
    .min(1)
    .max(MAX_ADDRESSES)
    .refine((all) => new Set(all).size === all.length, 'An address is there twice.'),
  identity: Identity.nullable(),
  room_id: Id.nullable(),
  name: z.string().refine(isName, reasonOf('name_invalid')).nullable(),
  code: InvitationCode.nullable(),
})
export type Invitation = z.infer<typeof Invitation>

export type ParsedInvitation =
  | { ok: true; invitation: Invitation }
  | { ok: false; code: InvitationProblem; reason: string }

/** A room's name made fit for an invitation: without what cannot be seen, and cut to size; null when nothing is left. */
export function invitationName(name: string): string | null {
  const visible = [...name].filter((char) => NAME.test(char)).slice(0, MAX_NAME)
  const text = visible.join('').trim()
  return text === '' ? null : text
}

/** The first 96 bits of an identity in a form to be compared by voice: `0001 0203 …`, six groups. */
export function shownIdentity(identity: string): string {
  const bytes = atob(identity.replaceAll('-', '+').replaceAll('_', '/')).slice(0, 12)
  const digits = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return digits.replaceAll(/.{4}(?!$)/g, '$& ')
}

/** `stuffchat://join?v=1&a=192.168.1.24:22800&…`, for the app. */
export const formatAppLink = (invitation: Invitation): string =>
  `stuffchat://join?${fieldsOf(invitation, invitation.addresses).join('&')}`

/**
 * `http://192.168.1.24:22800/join/#v=1&…`, for a browser. The first address is where it leads. The rest sits in the
 * fragment, which browsers keep to themselves: the code is in no log and no `Referer`.
 */
export function formatWebLink(invitation: Invitation, protocol: 'http:' | 'https:'): string {
  const [first = '', ...others] = invitation.addresses
  const origin = new URL(`${protocol}//${first}/`).origin
  return `${origin}/join/#${fieldsOf(invitation, others).join('&')}`
}

function fieldsOf(invitation: Invitation, addresses: readonly string[]): string[] {
  const { identity, room_id, name, code } = invitation
  const rest = { k: identity, room: room_id, name, code }
  return [
    `v=${INVITATION_VERSION}`,
    ...addresses.map((address) => `a=${encode(address)}`),
    ...Object.entries(rest).flatMap(([key, value]) => (value === null ? [] : [`${key}=${encode(value)}`])),
  ]
}

/** As `encodeURIComponent`, but the colon stays, and so does nothing at which the makers of links cut a text off. */
const encode = (text: string) =>
  encodeURIComponent(text)
    .replaceAll('%3A', ':')
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * Reads an invitation in either form, and the short one that people type (`http://host:port/join/CODE`). Strict: what
 * it does not know it refuses, with a reason. `format…Link` of the result is the canonical form.
 */
export function parseInvitation(text: string): ParsedInvitation {
  if (text.length > MAX_LINK) return refuse('too_long')
  const app = /^stuffchat:\/\/join\/?\?(?<fields>[!-~]*)$/i.exec(text)?.groups
  if (app !== undefined) return parseFields(app['fields'] ?? '', [], undefined)
  const web = WEB_LINK.exec(text)?.groups
  if (web === undefined) return refuse('not_an_invitation')
  const address = canonicalAddress(web['address'] ?? '', web['scheme']?.toLowerCase() === 'https' ? 443 : 80)
  if (address === null) return refuse('address_invalid')
  const { code, fields } = web
  if (fields !== undefined) return parseFields(fields, [address], code)
  return code === undefined ? refuse('broken') : check({ addresses: [address], code })
}

const WEB_LINK =
  /^(?<scheme>https?):\/\/(?<address>[^/?#@\\\s]+)\/join(?:\/(?<code>[^/?#]+)?)?(?:#(?<fields>[!-~]*))?$/i
const SINGLE = { k: 'identity', room: 'room_id', name: 'name', code: 'code' } as const
const isSingle = (key: string): key is keyof typeof SINGLE => Object.hasOwn(SINGLE, key)

type Draft = { addresses: string[]; identity?: string; room_id?: string; name?: string; code?: string }

function parseFields(fields: string, addresses: readonly string[], code: string | undefined): ParsedInvitation {
  const draft: Draft = { addresses: [...addresses], ...(code === undefined ? {} : { code }) }
  let version: string | undefined
  for (const field of fields.split('&')) {
    const split = field.indexOf('=')
    const key = field.slice(0, split)
    const value = split < 1 ? null : decode(field.slice(split + 1))
    if (value === null || value === '') return refuse('broken')
    if (key === 'v') {
      if (version !== undefined) return refuse('broken')
      version = value
    } else if (key === 'a') {
      const address = canonicalAddress(value)
      if (address === null) return refuse('address_invalid')
      if (!draft.addresses.includes(address)) draft.addresses.push(address)
    } else if (isSingle(key)) {
      if (draft[SINGLE[key]] !== undefined) return refuse('broken')
      draft[SINGLE[key]] = value
    } else if (version === undefined || version === String(INVITATION_VERSION)) return refuse('unknown_part')
  }
  if (version === undefined) return refuse('broken')
  if (version !== String(INVITATION_VERSION)) return refuse(/^[1-9]\d{0,5}$/.test(version) ? 'newer_version' : 'broken')
  return check(draft)
}

function check(draft: Draft): ParsedInvitation {
  if (draft.addresses.length === 0) return refuse('addresses_missing')
  if (draft.addresses.length > MAX_ADDRESSES) return refuse('addresses_many')
  const { addresses, identity = null, room_id = null, name = null, code = null } = draft
  const parsed = Invitation.safeParse({ addresses, identity, room_id, name, code })
  if (parsed.success) return { ok: true, invitation: parsed.data }
  switch (parsed.error.issues[0]?.path[0]) {
    case 'addresses':
      return refuse('address_invalid')
    case 'identity':
      return refuse('identity_invalid')
    case 'room_id':
      return refuse('room_invalid')
    case 'name':
      return refuse('name_invalid')
    case 'code':
      return refuse('code_invalid')
    default:
      return refuse('broken')
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // Percent signs that are no UTF-8: the one thing that decodeURIComponent throws for.
    return null
  }
}

const refuse = (code: InvitationProblem): ParsedInvitation => ({ ok: false, code, reason: reasonOf(code) })
