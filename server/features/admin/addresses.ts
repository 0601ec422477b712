import type { NetworkInterfaceInfo } from 'node:os'
import ipaddr from 'ipaddr.js'
import type { RoomAddress } from '#protocol/host.ts'
import type { MappingState } from '#protocol/mapping.ts'

type Kind = RoomAddress['kind']
type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/** What virtual private networks, and what containers and virtual machines call their interfaces on the three systems. */
const VPN = /^(?:tun|tap|wg|utun|ppp|zt|ipsec)\d*|tailscale|wireguard|openvpn|zerotier|hamachi|radmin|vpn/i
const VIRTUAL =
  /^(?:docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|podman|bridge1\d\d)|vEthernet|VirtualBox|VMware|Hyper-V|WSL/i
/** As the host would tell them: the easiest to type first, those that nobody else reaches last. */
const ORDER: readonly Kind[] = ['name', 'lan', 'vpn', 'public', 'virtual', 'loopback']
const ANY: readonly string[] = ['::', '0.0.0.0']

/**
 * Under which addresses others may find a room that listens on `bound`, by what the machine itself knows; whether a
 * router or firewall is in between it cannot know. Without IPv6 link-local ones, which need a zone and so fit in no URL.
 */
export function addressesOf(
  bound: { address: string; port: number },
  interfaces: Interfaces,
  hostname: string,
): RoomAddress[] {
  const all = Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? []).map(({ address, internal }) => ({ name, address: withoutZone(address), internal })),
  )
  if (!ANY.includes(bound.address)) {
    const own = all.find(({ address }) => address === bound.address)
    const kind = kindOf(bound.address, own?.name ?? '')
    return [{ address: typed(bound.address, bound.port), kind, interface: own?.name ?? null }]
  }
  const listed = all
    .filter(({ address, internal }) => isUseful(address, internal, bound.address))
    .map(({ name, address }) => ({
      address: typed(address, bound.port),
      kind: kindOf(address, name),
      interface: name,
    }))
  return inOrder([...nameOf(hostname, bound.port), ...listed])
}

/** With the router's own address on the internet, while it lets people in there. */
export function withMapped(addresses: readonly RoomAddress[], mapping: MappingState): RoomAddress[] {
  if (mapping.kind !== 'mapped') return [...addresses]
  const address = typed(mapping.external_address, mapping.external_port)
  return inOrder([{ address, kind: 'public', interface: null }, ...addresses])
}

const inOrder = (addresses: readonly RoomAddress[]) =>
  addresses.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))

/** Of loopback, one is enough. */
function isUseful(address: string, internal: boolean, bound: string): boolean {
  const isV6 = address.includes(':')
  if (isV6 && (internal || bound === '0.0.0.0')) return false
  return !isV6 || ipaddr.parse(address).range() !== 'linkLocal'
}

/** By mDNS, which every desktop system speaks (RFC 6762). */
function nameOf(hostname: string, port: number): RoomAddress[] {
  const label = hostname.toLowerCase().split('.', 1)[0] ?? ''
  if (label === '' || label === 'localhost') return []
  return [{ address: `${label}.local:${port}`, kind: 'name', interface: null }]
}

function kindOf(address: string, name: string): Kind {
  const range = ipaddr.parse(address).range()
  if (range === 'loopback') return 'loopback'
  if (VIRTUAL.test(name)) return 'virtual'
  // 100.64.0.0/10 on a machine's own interface is an overlay network far more often than a provider's modem.
  if (VPN.test(name) || range === 'carrierGradeNat') return 'vpn'
  return range === 'unicast' ? 'public' : 'lan'
}

const withoutZone = (address: string): string => address.split('%', 1)[0] ?? address
const typed = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
