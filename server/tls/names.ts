import type { NetworkInterfaceInfo } from 'node:os'
import ipaddr from 'ipaddr.js'

/** For whom a certificate speaks: its subject alternative names (RFC 5280, section 4.2.1.6). */
export type CertificateNames = { dns: string[]; ips: string[] }

/** Names that every resolver takes; a machine may be called anything. */
const HOST_NAME = /^(?=.{1,253}$)[a-z\d](?:[\w-]*[a-z\d])?(?:\.[a-z\d](?:[\w-]*[a-z\d])?)*$/

/** How others, and this machine itself, may call a room here: by its own names, its addresses, and those configured. */
export function certificateNames(deps: {
  hostname: string
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>
  /** Origins or host names, as `--origin` gives them. */
  origins: readonly string[]
}): CertificateNames {
  const own = deps.hostname.toLowerCase().replace(/\.$/, '')
  const label = own.split('.', 1)[0] ?? ''
  const given = deps.origins.flatMap(
    (text) => URL.parse(text.includes('://') ? text : `http://${text}`)?.hostname ?? [],
  )
  const dns = ['localhost', own, label, `${label}.local`, ...given].filter(
    (name) => HOST_NAME.test(name) && !isIp(name),
  )
  const found = Object.values(deps.interfaces).flatMap((infos) => (infos ?? []).map(({ address }) => address))
  const ips = ['127.0.0.1', '::1', ...found, ...given.map((name) => name.replaceAll(/[[\]]/g, ''))].flatMap(usable)
  return { dns: [...new Set(dns)], ips: [...new Set(ips)] }
}

/** Link-local IPv6 addresses need a zone, which fits in no URL. */
function usable(text: string): string[] {
  const address = text.split('%', 1)[0] ?? ''
  if (!isIp(address)) return []
  const ip = ipaddr.parse(address)
  return ip.range() === 'linkLocal' && ip.kind() === 'ipv6' ? [] : [ip.toString()]
}

const isIp = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)

/** The names in a certificate of ours, from Node's text form: `DNS:localhost, IP Address:127.0.0.1`. */
export function namesOf(subjectAltName: string | undefined): CertificateNames {
  const names: CertificateNames = { dns: [], ips: [] }
  for (const part of subjectAltName?.split(', ') ?? []) {
    if (part.startsWith('DNS:')) names.dns.push(part.slice(4))
    else if (part.startsWith('IP Address:')) names.ips.push(...usable(part.slice(11)))
  }
  return names
}

/**
 * Whether a certificate for `held` will do for `wanted`. An IPv6 address counts as there when another of its /64 is:
 * machines take new ones in their network every day (RFC 8981), and each new certificate costs every browser an exception.
 */
export function covers(held: CertificateNames, wanted: CertificateNames): boolean {
  const places = new Set(held.ips.map(placeOf))
  return wanted.dns.every((name) => held.dns.includes(name)) && wanted.ips.every((ip) => places.has(placeOf(ip)))
}

function placeOf(text: string): string {
  const ip = ipaddr.parse(text)
  return 'parts' in ip && ip.range() !== 'loopback' ? ip.parts.slice(0, 4).join(':') : ip.toString()
}
