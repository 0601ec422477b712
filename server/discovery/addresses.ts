import ipaddr from 'ipaddr.js'
import type { Link } from './interfaces.ts'

/** Ranges in which a neighbour can be. All else is the internet, where nothing goes because some packet said so. */
const NEAR = new Set(['private', 'linkLocal', 'carrierGradeNat', 'loopback', 'uniqueLocal'])

/** The address in its one spelling, IPv4-mapped IPv6 as IPv4, without a zone; null for what is none. */
export function parseHost(text: string): string | null {
  const bare = text.replace(/%.*$/, '')
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare).toString()
  if (!ipaddr.IPv6.isValid(bare)) return null
  const ip = ipaddr.IPv6.parse(bare)
  return ip.isIPv4MappedAddress() ? ip.toIPv4Address().toString() : new ipaddr.IPv6(ip.parts).toString()
}

/** Whether an IP address is private, link-local, carrier-grade or this machine's own. */
export function isNear(host: string): boolean {
  const address = parseHost(host)
  return address !== null && NEAR.has(ipaddr.parse(address).range())
}

/** An IPv6 address that means nothing without its interface cannot be written into an `Address`. */
export function isUsable(host: string): boolean {
  return isNear(host) && !(host.includes(':') && ipaddr.parse(host).range() === 'linkLocal')
}

/** Whether an address is in one of a link's own networks. */
export function isOnLink(host: string, link: Link): boolean {
  const address = parseHost(host)
  if (address === null) return false
  const ip = ipaddr.parse(address)
  return link.networks.some((cidr) => {
    const [net, bits] = ipaddr.parseCIDR(cidr)
    return net.kind() === ip.kind() && ip.match(net, bits)
  })
}

/** `host:port` as `Address` spells it. */
export const joinAddress = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** The host of an `Address`, without brackets. */
export const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':')).replaceAll(/[[\]]/g, '')
