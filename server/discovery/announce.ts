import type { RemoteInfo } from 'node:dgram'
import { type Announced, type Beacon, MAX_BEACON_BYTES } from '#protocol/discovery.ts'
import { createTokenBuckets } from '../http/rates.ts'
import { isNear, isOnLink, parseHost } from './addresses.ts'
import { announceByMdns } from './announce-mdns.ts'
import { openBeacon } from './beacon.ts'
import { createGate } from './gate.ts'
import { type Interfaces, type Link, watchLinks } from './interfaces.ts'
import { MAX_MDNS_BYTES } from './mdns.ts'
import { parseBeacon } from './parse-beacon.ts'
import { createPerLink } from './per-link.ts'
import { hostName } from './service.ts'
import type { CreateSocket } from './udp.ts'

const HERE_MS = 3_000
const FACTS_MS = 500
/** Changes are told at most that often. */
const CHANGE_MS = 1_000
/** Replies to asks, in all: an asker's address can be made up. */
const REPLIES = { burst: 20, perSecond: 20 }
const BYES = 3
const BYE_MS = 100

export type Announcement = { close(): Promise<void> }

/**
 * Says to everybody on the local network that the room is there, by mDNS and by our own beacon, on every usable
 * interface, until it is closed; then takes it back. It never throws: a network that does not want it is `onError`.
 */
export function announce(deps: {
  /** Where the room listens: an IP address; `::` and `0.0.0.0` are all. */
  listensOn: string
  /** As the machine calls itself. */
  machine: string
  facts: () => Announced
  interfaces: () => Interfaces
  createSocket: CreateSocket
  /** Milliseconds on a clock that never goes back. */
  now: () => number
  onError: (error: unknown) => void
}): Announcement {
  const { listensOn, machine, facts, interfaces, createSocket, now, onError } = deps
  const bound = parseHost(listensOn)
  const isAny = bound === '::' || bound === '0.0.0.0'
  const host = hostName(machine, facts().identity)
  const replies = createTokenBuckets({ ...REPLIES, now, maxKeys: 1 })
  const asks = createGate({
    maxBytes: MAX_BEACON_BYTES,
    perSender: { burst: 10, perSecond: 5 },
    inAll: { burst: 100, perSecond: 50 },
    now,
    onFlood: () => beacon.pause(),
  })
  const questions = createGate({
    maxBytes: MAX_MDNS_BYTES,
    perSender: { burst: 40, perSecond: 20 },
    inAll: { burst: 200, perSecond: 100 },
    now,
  })
  let links: readonly Link[] = []
  let told = ''
  let toldAt = -Infinity
  let closed: Promise<void> | undefined

  const here = () => JSON.stringify({ stuffchat: 'here', ...facts() } satisfies Beacon)
  const beacon = openBeacon({
    createSocket,
    onError,
    onPacket(message: Buffer, from: Pick<RemoteInfo, 'address' | 'port'>) {
      if (closed || !asks({ size: message.length, from: from.address })) return
      if (parseBeacon(message)?.stuffchat !== 'ask' || !isNeighbour(from.address) || !replies.take('').ok) return
      beacon.reply(here(), from)
    },
  })
  const isNeighbour = (address: string) => isNear(address) || links.some((link) => isOnLink(address, link))
  const mdns = createPerLink({
    onError,
    open: (link, onFailed) =>
      announceByMdns({
        link,
        isOthers: (from) => links.some((other) => other !== link && isOnLink(from, other)),
        host,
        ipv6: bound === '::',
        facts,
        gate: questions,
        createSocket,
        now,
        onError,
        onFailed,
      }),
  })
  const tell = () => {
    told = JSON.stringify(facts())
    toldAt = now()
    beacon.send(here())
  }
  const watch = watchLinks({
    interfaces,
    onError,
    onChange(found) {
      links = isAny ? found : found.flatMap((link) => onlyAddress(link, bound))
      beacon.update(links)
      tell()
      mdns.update(links)
    },
  })
  const beat = setInterval(() => beacon.send(here()), HERE_MS)
  const looking = setInterval(() => {
    if (now() - toldAt < CHANGE_MS || JSON.stringify(facts()) === told) return
    tell()
    for (const one of mdns.each()) one.refresh()
  }, FACTS_MS)
  beat.unref()
  looking.unref()

  const withdraw = async () => {
    watch.close()
    clearInterval(beat)
    clearInterval(looking)
    const bye = JSON.stringify({ stuffchat: 'bye', identity: facts().identity } satisfies Beacon)
    const byes = async () => {
      for (let left = BYES; left > 0; left -= 1) {
        beacon.send(bye)
        if (left > 1) await new Promise((resolve) => setTimeout(resolve, BYE_MS))
      }
      await beacon.close()
    }
    await Promise.all([byes(), mdns.close()])
  }
  return {
    close() {
      closed ??= withdraw()
      return closed
    },
  }
}

/** The link when the room listens on one of its addresses, and with that one only. */
function onlyAddress(link: Link, address: string | null): Link[] {
  if (address === null) return []
  if (link.addresses.includes(address)) return [{ ...link, addresses: [address], addresses6: [] }]
  return []
}
