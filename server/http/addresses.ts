import ipaddr from 'ipaddr.js'
import type { IPv4, IPv6 } from 'ipaddr.js'
import { parseAddress, rangesOf } from '../ranges.ts'

export type ClientAddress = {
  /** In canonical form, an IPv4-mapped IPv6 address as IPv4, without a zone; `unknown` when the socket is gone. */
  address: string
  /**
   * What rates are counted by: IPv4 whole; IPv6 by /64, because a single guest has that many; link-local ones whole,
   * because a whole LAN is in one /64.
   */
  rateKey: string
  /** The host's own machine: the socket's peer is loopback and no proxy says that it speaks for somebody else. */
  loopback: boolean
  /** Whether any header says that the request was forwarded, believed or not. */
  forwarded: boolean
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Besides everything that begins with `x-forwarded-`: what proxies, tunnels and content networks add. */
const FORWARDING_HEADERS = [
  'forwarded', // RFC 7239
  'via', // RFC 9110 section 7.6.3
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-host',
  'x-original-forwarded-for',
  'x-original-url',
  'x-envoy-external-address',
  'x-proxyuser-ip',
  'x-appengine-user-ip',
  'client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-ray',
  'cdn-loop', // RFC 8586
  'fastly-client-ip',
  'fly-client-ip',
]

/**
 * Tells who speaks. `X-Forwarded-For` is believed from `trustedProxies` (CIDR ranges or single addresses) only, and of
 * its addresses the right-most that is not itself a trusted proxy. Throws a sentence for a range that is none.
 */
export function createClientAddress(trustedProxies: string[]) {
  const isTrusted = rangesOf(trustedProxies)

  return (remoteAddress: string | undefined, headers: Headers): ClientAddress => {
    const forwarded = isForwarded(headers)
    const peer = parseAddress(remoteAddress ?? '')
    if (!peer) return { address: 'unknown', rateKey: 'unknown', loopback: false, forwarded }
    const client = isTrusted(peer) ? behindProxies(peer, headers['x-forwarded-for'], isTrusted) : peer
    return {
      address: client.toString(),
      rateKey: rateKeyOf(client),
      loopback: !forwarded && peer.range() === 'loopback',
      forwarded,
    }
  }
}

/** From right to left, each as its successor saw it: the first one that we do not trust, or cannot read, ends it. */
function behindProxies(
  peer: IPv4 | IPv6,
  header: string | string[] | undefined,
  isTrusted: (ip: IPv4 | IPv6) => boolean,
) {
  let client = peer
  for (const hop of [header ?? []].flat().join(',').split(',').toReversed()) {
    const ip = parseAddress(withoutPort(hop.trim()))
    if (!ip) return client
    client = ip
    if (!isTrusted(ip)) return client
  }
  return client
}

function isForwarded(headers: Headers): boolean {
  if (FORWARDING_HEADERS.some((name) => headers[name] !== undefined)) return true
  for (const name in headers) if (name.startsWith('x-forwarded')) return true
  return false
}

/** Some proxies write `192.0.2.1:1234` or `[2001:db8::1]:1234`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop
}

function rateKeyOf(ip: IPv4 | IPv6): string {
  if ('octets' in ip || ip.range() === 'linkLocal' || ip.range() === 'loopback') return ip.toString()
  return `${new ipaddr.IPv6([...ip.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`
}
