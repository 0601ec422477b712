import { type Socket, createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { BEACON_GROUP, BEACON_PORT, Beacon, MAX_BEACON_BYTES, SERVICE } from '#protocol/discovery.ts'
import type { Facts, Heard, Neighbour } from './facts.ts'

/** RFC 6762, section 3. */
const MDNS_GROUP = '224.0.0.251'
const MDNS_PORT = 5353
/** UDP loses some. */
const SAID_AT_MS = [0, 250, 600, 1_100] as const
/** Apps that look for rooms say so every five seconds. */
const LISTEN_MS = 5_500
/** What a neighbour says is a stranger's word, and there may be many. */
const MAX_NEIGHBOURS = 64

type Path = { group: string; port: number; text: Buffer }
const BEACON: Path = { group: BEACON_GROUP, port: BEACON_PORT, text: Buffer.from('{"stuffchat":"ask"}') }
const MDNS: Path = { group: MDNS_GROUP, port: MDNS_PORT, text: mdnsQuestion([`_${SERVICE}`, '_tcp', 'local']) }

/**
 * Says on each interface what an app says that looks for rooms, and listens whether that comes back: the system hands a
 * copy to whoever listens on this machine, by the same way and through the same firewall as it lets others' in.
 */
export async function listenAround(
  interfaces: readonly { name: string; address: string }[],
  signal: AbortSignal,
): Promise<Pick<Facts, 'multicast' | 'neighbours'>> {
  if (interfaces.length === 0) return { multicast: [], neighbours: [] }
  const neighbours = new Map<string, Neighbour>()
  const note = (bytes: Buffer, from: string) => {
    const neighbour = neighbourIn(bytes, from)
    if (neighbour && neighbours.size < MAX_NEIGHBOURS) neighbours.set(JSON.stringify(neighbour), neighbour)
  }
  const [beacon, mdns] = await Promise.all([
    sayAndListen(BEACON, interfaces, signal, note),
    sayAndListen(MDNS, interfaces, signal, () => undefined),
  ])
  return {
    multicast: interfaces.map(({ name, address }) => ({
      interface: name,
      address,
      beacon: beacon.get(address) ?? LOST,
      mdns: mdns.get(address) ?? LOST,
    })),
    neighbours: [...neighbours.values()],
  }
}

const LOST: Heard = { heard: false, why: 'lost' }

async function sayAndListen(
  { group, port, text }: Path,
  interfaces: readonly { address: string }[],
  signal: AbortSignal,
  onOther: (bytes: Buffer, from: string) => void,
): Promise<Map<string, Heard>> {
  const found = new Map<string, Heard>()
  const open: Socket[] = []
  const socket = () => {
    const one = createSocket({ type: 'udp4', reuseAddr: true })
    open.push(one)
    return one
  }
  try {
    const listener = socket()
    const isListening = await bound(listener, port, '0.0.0.0')
    if (!isListening) for (const { address } of interfaces) found.set(address, { heard: false, why: 'port_taken' })
    const speakers = await Promise.all(interfaces.map(({ address }) => speaker(socket(), listener, address, group)))
    listener.on('message', (bytes, from) => {
      const isOurs = speakers.some((one) => one?.address === from.address && one.port === from.port)
      if (isOurs && bytes.equals(text)) found.set(from.address, { heard: true })
      else if (!isOurs) onOther(bytes, from.address)
    })
    let last = 0
    for (const at of SAID_AT_MS) {
      await rested(at - last, signal)
      if (signal.aborted) return found
      last = at
      for (const one of speakers) {
        if (one === null) continue
        one.socket.removeAllListeners('message')
        one.socket.on('message', (bytes, from) => onOther(bytes, from.address))
        one.socket.send(text, port, group, (error) => {
          if (error && !found.has(one.address)) found.set(one.address, { heard: false, why: 'not_sent' })
        })
      }
    }
    await rested(LISTEN_MS - last, signal)
  } finally {
    for (const one of open) one.close()
  }
  return found
}

/** Null where the interface takes no part: it has just gone, or knows no multicast. */
async function speaker(socket: Socket, listener: Socket, address: string, group: string) {
  if (!(await bound(socket, 0, address))) return null
  try {
    socket.setMulticastInterface(address)
    socket.setMulticastTTL(1)
    socket.setMulticastLoopback(true)
    listener.addMembership(group, address)
  } catch {
    // ENODEV, EADDRNOTAVAIL: nothing is heard there, and that is what is said of it.
    return null
  }
  return { socket, address, port: socket.address().port }
}

function bound(socket: Socket, port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    // It stays: later errors (ICMP) of a socket without a listener would end the room.
    socket.on('error', () => resolve(false))
    socket.bind({ port, address }, () => resolve(true))
  })
}

function neighbourIn(bytes: Buffer, from: string): Neighbour | null {
  if (bytes.length > MAX_BEACON_BYTES) return null
  let said: unknown
  try {
    said = JSON.parse(bytes.toString())
  } catch {
    // Another program's, or nobody's.
    return null
  }
  const beacon = Beacon.safeParse(said)
  if (!beacon.success || beacon.data.stuffchat === 'bye') return null
  if (beacon.data.stuffchat === 'ask') return { kind: 'looking', from }
  const { identity, name, port } = beacon.data
  return { kind: 'room', from, identity, name, port }
}

/** A question for a PTR record (RFC 1035, section 4), as `avahi-browse` asks it. */
function mdnsQuestion(labels: readonly string[]): Buffer {
  const name = labels.flatMap((label) => [label.length, ...Buffer.from(label)])
  const [PTR, IN] = [12, 1]
  return Buffer.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name, 0, 0, PTR, 0, IN])
}

async function rested(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
