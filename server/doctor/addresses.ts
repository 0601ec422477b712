import type { RoomAddress } from '#protocol/host.ts'
import type { Facts, Interfaces } from './facts.ts'

/** The host of `192.168.1.24:22800` or `[fd00::2]:22800`, without brackets. */
export const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':')).replaceAll(/[[\]]/g, '')

export const portOf = (room: Facts['room']): number => room.port

/** Whether it is an address of one of this machine's interfaces, and neither a name nor a router's. */
export function isOwn(address: string, interfaces: Interfaces): boolean {
  const host = hostOf(address)
  return ownAddresses(interfaces).has(host)
}

export const ownAddresses = (interfaces: Interfaces): Set<string> =>
  new Set(
    Object.values(interfaces)
      .flatMap((infos) => infos ?? [])
      .map(({ address }) => address.split('%', 1)[0] ?? address),
  )

/** A few addresses in a sentence; the rest is counted. */
export function listed(addresses: readonly Pick<RoomAddress, 'address'>[]): string {
  const [shown, more] = [addresses.slice(0, 3).map(({ address }) => address), addresses.length - 3]
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`
}
