import ipaddr from 'ipaddr.js'
import type { IPv4, IPv6 } from 'ipaddr.js'

/** Whether an address lies in one of these ranges (CIDR, or single addresses). Throws a sentence for one that is none. */
export function rangesOf(texts: readonly string[]): (ip: IPv4 | IPv6) => boolean {
  const ranges = texts.map(parseRange)
  return (ip) => ranges.some(([net, bits]) => net.kind() === ip.kind() && ip.match(net, bits))
}

/** An IPv4-mapped IPv6 address as IPv4, and none with a zone; null for what is none. */
export function parseAddress(text: string): IPv4 | IPv6 | null {
  // Not the octal, hexadecimal and short spellings that the parser knows too.
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!ipaddr.IPv6.isValid(text)) return null
  const ip = ipaddr.IPv6.parse(text)
  return ip.isIPv4MappedAddress() ? ip.toIPv4Address() : new ipaddr.IPv6(ip.parts)
}

function parseRange(text: string): [IPv4 | IPv6, number] {
  const single = parseAddress(text)
  if (single) return [single, single.kind() === 'ipv4' ? 32 : 128]
  if (!ipaddr.isValidCIDR(text)) {
    throw new Error(`"${text}" is not a range of addresses; write it like 192.168.0.0/16 or fd00::/8.`)
  }
  const [net, bits] = ipaddr.parseCIDR(text)
  if ('octets' in net || !net.isIPv4MappedAddress() || bits < 96) return [net, bits]
  return [net.toIPv4Address(), bits - 96]
}
