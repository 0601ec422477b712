import type { RemoteInfo } from 'node:dgram'
import { Bonjour } from 'bonjour-service'
import type { Gate } from './gate.ts'
import { isOnLink } from './addresses.ts'
import type { Link } from './interfaces.ts'
import { type CreateSocket, GatedSocket } from './udp.ts'

const MDNS_PORT = 5353
/** RFC 6762 allows 9,000; what is about us fits into an Ethernet frame. */
export const MAX_MDNS_BYTES = 2_000
/** Nothing about us is without it; nearly everything that others say is. */
const NEEDLES = ['stuffchat', '_dns-sd']

/** The part of multicast-dns that we use; bonjour-service keeps it to itself and has no types for it. */
type MulticastDns = {
  on(event: 'error' | 'warning', listener: (error: unknown) => void): void
  on(event: 'response', listener: (packet: unknown, from: RemoteInfo) => void): void
  query(name: string, type: 'PTR' | 'ANY', done?: (error?: unknown) => void): void
  respond: (records: unknown, ...rest: unknown[]) => void
  destroy(done?: () => void): void
}

export type MdnsLink = {
  bonjour: Bonjour
  query(name: string, type: 'PTR' | 'ANY'): void
  /** All that is sent from now on passes here first; null: it is not sent. */
  rewrite(change: (records: unknown) => unknown): void
  /** Registers records that `bonjour` does not know by itself. */
  register(records: { name: string; type: 'A' | 'AAAA'; ttl: number; data: string }[]): void
  respond(records: unknown): void
  close(): Promise<void>
}

/**
 * One bonjour-service on one link. Bound to all addresses, because one bound to its own hears no multicast on Linux; so
 * it hears the other links too, and leaves to them what is theirs. `onFailed`: it cannot work, as when another program
 * keeps the port to itself.
 */
export function openMdns(deps: {
  link: Link
  isOthers: (host: string) => boolean
  gate: Gate
  createSocket: CreateSocket
  onResponse: (packet: unknown, from: RemoteInfo) => void
  onError: (error: unknown) => void
  onFailed: () => void
}): MdnsLink {
  const { link, isOthers, gate, onResponse, onError, onFailed } = deps
  const socket = new GatedSocket(
    deps.createSocket(),
    (message, { address }) =>
      NEEDLES.some((needle) => message.includes(needle)) &&
      (isOnLink(address, link) || !isOthers(address)) &&
      gate({ size: message.length, from: address }),
  )
  // Its types know the options of a service only; these are multicast-dns's.
  const options = { port: MDNS_PORT, bind: '0.0.0.0', interface: link.addresses[0], socket }
  const bonjour = new Bonjour(options, onError)
  const server = bonjour['server']
  const mdns: MulticastDns = server.mdns
  mdns.on('error', (error) => {
    onError(error)
    onFailed()
  })
  mdns.on('warning', onError)
  mdns.on('response', onResponse)
  const told = (error?: unknown) => {
    if (error) onError(error)
  }
  let closed: Promise<void> | undefined
  return {
    bonjour,
    query: (name, type) => mdns.query(name, type, told),
    rewrite(change) {
      const respond = mdns.respond
      mdns.respond = (records, ...rest) => {
        const changed = change(records)
        if (changed !== null) respond(changed, ...rest)
      }
    },
    register: (records) => server.register(records),
    respond: (records) => mdns.respond(records, told),
    close() {
      closed ??= new Promise((resolve) => bonjour.destroy(resolve))
      return closed
    },
  }
}
