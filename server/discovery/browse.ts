import type { RemoteInfo } from 'node:dgram'
import { MAX_BEACON_BYTES, type Beacon, type NearbyRoom } from '#protocol/discovery.ts'
import type { askRoom } from '../tls/dial.ts'
import { hostOf, isNear, isOnLink, isUsable, joinAddress } from './addresses.ts'
import { openBeacon } from './beacon.ts'
import { type Known, type Probe, createCandidates } from './candidates.ts'
import { createGate } from './gate.ts'
import { type Interfaces, type Link, watchLinks } from './interfaces.ts'
import { MAX_MDNS_BYTES, openMdns } from './mdns.ts'
import { parseBeacon } from './parse-beacon.ts'
import { createPerLink } from './per-link.ts'
import { SERVICE_DOMAIN, recordsIn, sightingsIn } from './service.ts'
import type { CreateSocket } from './udp.ts'

/** After the start, then every ASK_MS: the first packets on a new link are often lost. */
const FIRST_ASKS_MS = [300, 1_000]
const ASK_MS = 5_000
const PUMP_MS = 250
const PROBE_TIMEOUT_MS = 2_000

/**
 * A room that may be near. `asked`: the person named these addresses just now. Of others only those are tried that can
 * be near: looking around is no reason to send something to the internet, or to ask a name server.
 */
export type KnownRoom = Known & { asked?: boolean }

export type Discovery = {
  rooms(): NearbyRoom[]
  /** Asks everybody once more, now. */
  refresh(): void
  close(): Promise<void>
}

/**
 * Looks for rooms by mDNS, by our beacon and by asking known ones, all at once. Only what has proved its identity on
 * TLS is listed. `onChange` comes with all of them whenever one appears, changes (but for its round trip) or is gone.
 */
export function browse(deps: {
  known: () => readonly KnownRoom[]
  onChange: (rooms: NearbyRoom[]) => void
  interfaces: () => Interfaces
  createSocket: CreateSocket
  askRoom: typeof askRoom
  /** Milliseconds on a clock that never goes back. */
  now: () => number
  onError: (error: unknown) => void
}): Discovery {
  const { known, onChange, interfaces, createSocket, now, onError } = deps
  const candidates = createCandidates({ now })
  const ending = new AbortController()
  // A machine with ten rooms says fifteen things in three seconds, a party with 64 of them 64 at once.
  const perSender = { burst: 30, perSecond: 8 }
  const inAll = { burst: 100, perSecond: 40 }
  const datagrams = createGate({ maxBytes: MAX_BEACON_BYTES, perSender, inAll, now, onFlood: () => beacon.pause() })
  let links: readonly Link[] = []
  let told = '[]'
  let closed: Promise<void> | undefined

  const onPacket = (message: Buffer, from: Pick<RemoteInfo, 'address'>) => {
    const sender = from.address
    if (closed || !isNear(sender) || !datagrams({ size: message.length, from: sender })) return
    const said = parseBeacon(message)
    if (said === null || said.stuffchat === 'ask') return
    if (said.stuffchat === 'bye') candidates.bye(said.identity, sender)
    else candidates.heard({ facts: said, machine: null, addresses: [joinAddress(sender, said.port)], sender })
    pump()
  }
  const beacon = openBeacon({ createSocket, onPacket, onError })
  const mdns = createPerLink({
    onError,
    open: (link, onFailed) => {
      const one = openMdns({
        link,
        isOthers: (from) => links.some((other) => other !== link && isOnLink(from, other)),
        gate: createGate({ maxBytes: MAX_MDNS_BYTES, perSender, inAll, now, onFlood: onFailed }),
        createSocket,
        onError,
        onFailed,
        onResponse: (packet, from) => onResponse(packet, from.address),
      })
      one.query(SERVICE_DOMAIN, 'PTR')
      return one
    },
  })
  const onResponse = (packet: unknown, sender: string) => {
    if (closed || !isNear(sender)) return
    for (const sighting of sightingsIn(recordsIn(packet))) {
      if (sighting.kind === 'bye') candidates.bye(sighting.identity, sender)
      else {
        const { facts, machine } = sighting
        // Whoever sent it, and what is on a network of ours: nobody sends us to knock at other doors.
        const hosts = sighting.hosts.filter((host) => links.some((link) => isOnLink(host, link)))
        const addresses = [...new Set([sender, ...hosts])].map((host) => joinAddress(host, facts.port))
        candidates.heard({ facts, machine, addresses, sender })
      }
    }
    pump()
  }

  const pump = () => {
    if (closed) return
    for (const probe of candidates.probes()) void ask(probe)
    const rooms = candidates.rooms()
    const now = JSON.stringify(rooms.map((room) => ({ ...room, rtt_ms: 0 })))
    if (now === told) return
    told = now
    onChange(rooms)
  }
  const ask = async (probe: Probe) => {
    const { address, identity } = probe
    const answer = await deps.askRoom(address, { identity, timeoutMs: PROBE_TIMEOUT_MS, signal: ending.signal })
    candidates.answered(probe, answer)
    pump()
  }

  const learn = () => {
    const rooms = known().map(({ identity, addresses, asked }) => ({
      identity,
      addresses: asked ? addresses : addresses.filter((address) => isUsable(hostOf(address))),
    }))
    candidates.know(rooms)
  }
  const askAll = () => {
    if (closed) return
    learn()
    beacon.send(JSON.stringify({ stuffchat: 'ask' } satisfies Beacon))
    for (const one of mdns.each()) one.query(SERVICE_DOMAIN, 'PTR')
    pump()
  }
  const watch = watchLinks({
    interfaces,
    onError,
    onChange(found) {
      links = found
      beacon.update(found)
      mdns.update(found)
      askAll()
    },
  })
  const timers = [
    ...FIRST_ASKS_MS.map((ms) => setTimeout(askAll, ms)),
    setInterval(askAll, ASK_MS),
    setInterval(pump, PUMP_MS),
  ]

  const end = async () => {
    watch.close()
    for (const timer of timers) clearTimeout(timer)
    ending.abort()
    await Promise.all([beacon.close(), mdns.close()])
  }
  return {
    rooms: () => candidates.rooms(),
    refresh: askAll,
    close() {
      closed ??= end()
      return closed
    },
  }
}
