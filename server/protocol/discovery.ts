import { z } from 'zod'
import { Id } from './ids.ts'
import { Address, Identity } from './invitation.ts'

/** How rooms are found on a local network, by whoever looks around: the desktop app, and `discover` headless. */

/** DNS-SD (RFC 6763): `_stuffchat._tcp`. */
export const SERVICE = 'stuffchat' as const
/**
 * Our own beacon, for networks that drop mDNS: UDP, in the IPv4 local scope (RFC 2365, section 6.1). One JSON object a
 * datagram, as `Beacon` says; anything else is not for us.
 */
export const BEACON_GROUP = '239.255.83.67' as const
export const BEACON_PORT = 22_801 as const
export const MAX_BEACON_BYTES = 1_200
export const MAX_NEARBY = 64

/** What a room says of itself to whoever is near; never a secret. Anybody can say it: `identity` is proved on TLS only. */
export const Announced = z.object({
  room_id: Id,
  identity: Identity,
  name: z.string().min(1).max(100),
  port: z.number().int().min(1).max(65_535),
  version: z.string().max(40),
  /** Connected now. */
  people: z.number().int().min(0).max(1_000_000),
  /** By invitation only. */
  locked: z.boolean(),
  guests: z.boolean(),
  /** A six-digit code would be taken now. */
  code: z.boolean(),
})
export type Announced = z.infer<typeof Announced>

/** `ask`: who is there? Answered to the asker's own port. `here`: every few seconds, and to an ask. `bye`: it closes. */
export const Beacon = z.discriminatedUnion('stuffchat', [
  z.object({ stuffchat: z.literal('ask') }),
  Announced.extend({ stuffchat: z.literal('here') }),
  z.object({ stuffchat: z.literal('bye'), identity: Identity }),
])
export type Beacon = z.infer<typeof Beacon>

/** A room that was found and has proved its identity on TLS. Names are a stranger's words, to be shown as text. */
export const NearbyRoom = z.strictObject({
  identity: Identity,
  room_id: Id,
  name: z.string().min(1).max(100),
  /** The machine, as it calls itself, else its best address. */
  host: z.string().max(253),
  /** Where it answered, the quickest first. */
  addresses: z.array(Address).min(1).max(12),
  version: z.string().max(40),
  /** Null when only the room itself was asked, which tells that to members alone. */
  people: z.number().int().min(0).nullable(),
  locked: z.boolean(),
  guests: z.boolean(),
  code: z.boolean(),
  /** There and back. */
  rtt_ms: z.number().min(0),
})
export type NearbyRoom = z.infer<typeof NearbyRoom>
