import ipaddr from 'ipaddr.js'
import type { IPv4, IPv6 } from 'ipaddr.js'
import { rangesOf } from '../ranges.ts'

/** May a fetch reach this address? False also for what is none. */
export type MayReach = (address: string) => boolean

export type ReachDeps = {
  /** Ranges (CIDR) that the host allows although they are not public. */
  allowed: readonly string[]
  /** The ranges that this machine's own interfaces are in: with IPv6 its neighbours have public addresses, too. */
  ownRanges(): readonly string[]
}

/** IANA gives out global unicast addresses from this range only; what is not in it is local, mapped or of no use. */
const GLOBAL_IPV6 = rangesOf(['2000::/3'])
/** What in that range is no place on the internet, as far as `ipaddr.js` does not tell it apart. */
const NOT_GLOBAL_IPV6 = rangesOf([
  '2001::/23', // IETF protocol assignments, Teredo among them: RFC 2928, RFC 4380
  '2001:db8::/32', // documentation: RFC 3849
  '2002::/16', // 6to4, which carries an IPv4 address and is given up: RFC 3056, RFC 7526
  '3fff::/20', // documentation: RFC 9637
])
/** Names an IPv4 address where a network has IPv6 alone (RFC 6052). The one for local use (RFC 8215) tells nothing. */
const NAT64 = rangesOf(['64:ff9b::/96'])

/** Tells by an address alone, however it is spelled: public ones, and those that the host allows. */
export function createReach({ allowed, ownRanges }: ReachDeps): MayReach {
  const isAllowed = rangesOf(allowed)
  return (text) => {
    const ip = read(text)
    if (ip === null) return false
    if (isAllowed(ip)) return true
    const isOwn = rangesOf(ownRanges())
    return isPublic(ip) && !isOwn(ip) && !isOwn(translated(ip))
  }
}

/** All that an operating system might take for an address: `127.1`, `0x7f.1`, `2130706433`, `fe80::1%eth0`. */
function read(text: string): IPv4 | IPv6 | null {
  if (ipaddr.IPv4.isValid(text)) return ipaddr.IPv4.parse(text)
  if (!ipaddr.IPv6.isValid(text)) return null
  const ip = ipaddr.IPv6.parse(text)
  return ip.isIPv4MappedAddress() ? ip.toIPv4Address() : new ipaddr.IPv6(ip.parts)
}

/** The address that another one stands for. What a host allows is not asked of it: there it means this machine. */
const translated = (ip: IPv4 | IPv6): IPv4 | IPv6 => (NAT64(ip) ? new ipaddr.IPv4(ip.toByteArray().slice(-4)) : ip)

function isPublic(ip: IPv4 | IPv6): boolean {
  if ('octets' in ip) return ip.range() === 'unicast'
  if (NAT64(ip)) return isPublic(translated(ip))
  return GLOBAL_IPV6(ip) && !NOT_GLOBAL_IPV6(ip) && ip.range() === 'unicast'
}
