import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import process from 'node:process'
import { setInterval } from 'node:timers/promises'
import { BEACON_GROUP, BEACON_PORT, NearbyRoom } from '#protocol/discovery.ts'
import { instance, response, SERVICE_NAME } from './dns.ts'

/**
 * A neighbour who means harm: `flood.ts SECONDS ROOM ADDRESS…` sends from all those addresses a thousand beacons and a
 * thousand mDNS answers a second with identities that nobody has, and in between what no parser should choke on, lies
 * about a real room (a `NearbyRoom`, in JSON), and its forged goodbyes. Says at the end how many packets went out.
 */
const [seconds = '1', room = '', ...addresses] = process.argv.slice(2)
const real = NearbyRoom.parse(JSON.parse(room))

const TICK_MS = 10
const PER_TICK = 10
const MDNS = { port: 5_353, group: '224.0.0.251' }
const BEACON = { port: BEACON_PORT, group: BEACON_GROUP }
type Group = typeof MDNS | typeof BEACON

let sent = 0
let serial = 0
const identity = () => createHash('sha256').update(String(serial)).digest('base64url')
const announced = (more: object) =>
  Buffer.from(
    JSON.stringify({
      stuffchat: 'here',
      room_id: randomUUID(),
      identity: identity(),
      name: `<img src=x onerror=alert(${serial})>`,
      port: 1_024 + (serial % 60_000),
      version: '9.9.9',
      people: serial,
      locked: false,
      guests: true,
      code: true,
      ...more,
    }),
  )

const txt = (of: { k: string; id: string }) => ({ v: '9.9.9', p: '1', l: '0', g: '1', c: '1', ...of })
/** By turns to one of ours, to a machine that is not there, and to one in the internet, which nobody may ask. */
const whereTo = () => [addresses[serial % addresses.length] ?? '', '10.77.0.254', '198.51.100.7'][serial % 3] ?? ''

const garbage: readonly ((group: Group) => Buffer)[] = [
  () => randomBytes(1_400),
  () => Buffer.alloc(0),
  () => randomBytes(9_000),
  () => Buffer.alloc(60_000, '['),
  () => Buffer.from(`{"stuffchat":"here","name":"${'a'.repeat(8_000)}"}`),
  () => Buffer.from('{"stuffchat":"here","__proto__":{"identity":1},"port":-1}'),
  () => Buffer.from('[['.repeat(500)),
  () => announced({ name: '\u202e\u0000\u001b[2J'.repeat(20), port: 0 }),
  // Compressed names that point at themselves (RFC 1035, section 4.1.4), and one record that is said to be thousands.
  () => Buffer.from('00008400000000010000000000c00c000c0001000000780002c00c', 'hex'),
  () => Buffer.from('0000840000000001000000000000c00c000c0001000000780002c00e', 'hex'),
  () => Buffer.from('00008400ffffffffffffffff', 'hex'),
  () => response([{ name: SERVICE_NAME, type: 'PTR', ttl: 120, data: randomBytes(40) }]),
  () => response([{ name: SERVICE_NAME, type: 'SRV', ttl: 120, data: Buffer.from([0, 0]) }]),
]

/** About the real room: that it is elsewhere, and that it has closed. */
const lies = (): [Group, Buffer][] => [
  [BEACON, announced({ identity: real.identity, room_id: real.room_id, name: 'not the real one' })],
  [BEACON, Buffer.from(JSON.stringify({ stuffchat: 'bye', identity: real.identity }))],
  [BEACON, Buffer.from(JSON.stringify({ stuffchat: 'ask' }))],
  [
    MDNS,
    instance({
      name: real.name,
      host: 'elsewhere',
      address: '10.77.0.254',
      port: 22_800,
      txt: txt({ k: real.identity, id: real.room_id }),
      ttl: serial % 2 === 0 ? 0 : 120,
    }),
  ],
]

function send(from: Socket, group: Group, packet: Buffer): void {
  // What does not fit into a buffer of the kernel is lost, as on any network; what is too long is told here.
  from.send(packet, group.port, group.group, (error) => (error === null ? (sent += 1) : undefined))
}

const sockets = await Promise.all(
  addresses.map(
    (address) =>
      new Promise<Socket>((resolve, reject) => {
        const socket = createSocket({ type: 'udp4', reuseAddr: true })
        socket.once('error', reject)
        // From the right port: answers from another are no mDNS (RFC 6762, section 6).
        socket.bind(MDNS.port, address, () => {
          socket.setMulticastInterface(address)
          socket.setMulticastTTL(255)
          resolve(socket)
        })
      }),
  ),
)
const socketOf = (number: number): Socket => {
  const socket = sockets[number % sockets.length]
  if (socket === undefined) throw new Error('There is no address to send from.')
  return socket
}

const startedAt = performance.now()
const until = startedAt + Number(seconds) * 1_000
for await (const _ of setInterval(TICK_MS)) {
  const now = performance.now()
  if (now > until) break
  // A machine that is busy ticks late: what it owes is made up for.
  const owed = Math.floor((now - startedAt) / TICK_MS) * PER_TICK
  while (serial < owed) {
    serial += 1
    const from = socketOf(serial)
    send(from, BEACON, announced({}))
    const of = { name: `<b>${serial}</b>`, host: `h${serial}`, address: whereTo(), port: 1_024 + (serial % 60_000) }
    send(from, MDNS, instance({ ...of, txt: txt({ k: identity(), id: randomUUID() }), ttl: 120 }))
    if (serial % 5 !== 0) continue
    const make = garbage[(serial / 5) % garbage.length]
    for (const group of [BEACON, MDNS]) if (make) send(from, group, make(group))
    for (const [group, packet] of lies()) send(from, group, packet)
  }
}
const took = (performance.now() - startedAt) / 1_000
for (const socket of sockets) socket.close()
process.stdout.write(`${JSON.stringify({ sent, announcements: serial * 2, perSecond: Math.round(sent / took) })}\n`)
