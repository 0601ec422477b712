import type { NetworkInterfaceInfo } from 'node:os'
import { parseHost } from './addresses.ts'

export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>

/** An interface that leads, or may lead, to others. */
export type Link = {
  name: string
  /** IPv4; multicast goes out by the first. */
  addresses: readonly [string, ...string[]]
  /** IPv6, without those that mean nothing on another machine. */
  addresses6: readonly string[]
  /** Its networks as CIDR. */
  networks: readonly string[]
}

const POLL_MS = 1_000

/**
 * What of `os.networkInterfaces()` is worth announcing on: whatever is up, has an IPv4 address and is not loopback;
 * virtual ones too, because a VPN among friends is one.
 */
export function usableLinks(interfaces: Interfaces): Link[] {
  return Object.entries(interfaces).flatMap(([name, entries]) => {
    const outward = (entries ?? []).filter((entry) => !entry.internal)
    const [first, ...others] = outward.filter(({ family }) => family === 'IPv4').map(({ address }) => address)
    if (first === undefined) return []
    const addresses6 = outward
      .filter((entry) => entry.family === 'IPv6' && entry.scopeid === 0)
      .flatMap(({ address }) => parseHost(address) ?? [])
    const networks = outward.flatMap(({ cidr }) => cidr?.replace(/%[^/]*/, '') ?? [])
    return [{ name, addresses: [first, ...others] as const, addresses6, networks }]
  })
}

/** Two descriptions of the same link, with nothing changed, have the same key. */
export const linkKey = (link: Link): string =>
  [link.name, ...link.addresses, ...link.addresses6.toSorted(), ...link.networks.toSorted()].join(' ')

export type LinkWatch = { links(): readonly Link[]; close(): void }

/** Looks every second, since no system tells Node of a change; `onChange` only when there is one, the first look included. */
export function watchLinks(deps: {
  interfaces: () => Interfaces
  onChange: (links: readonly Link[]) => void
  onError: (error: unknown) => void
}): LinkWatch {
  let links: readonly Link[] = []
  let key: string | undefined
  const look = () => {
    try {
      const now = usableLinks(deps.interfaces())
      const nowKey = now.map(linkKey).toSorted().join('\n')
      if (nowKey === key) return
      key = nowKey
      links = now
    } catch (error) {
      // Some systems refuse for a moment while an interface goes away (ENODEV): the next look is in a second.
      deps.onError(error)
      return
    }
    deps.onChange(links)
  }
  look()
  const timer = setInterval(look, POLL_MS)
  timer.unref()
  return { links: () => links, close: () => clearInterval(timer) }
}
