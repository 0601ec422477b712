import { createPrivateKey, randomUUID } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:https'
import process from 'node:process'
import { setInterval } from 'node:timers/promises'
import { BEACON_GROUP, BEACON_PORT } from '#protocol/discovery.ts'
import { identityOf, makeKey } from '../../tls/identity.ts'
import { makeCertificate } from '../../tls/make-certificate.ts'

/**
 * `strangers.ts COUNT ADDRESS…`: so many rooms at these addresses, each with a key that it really has, under names that
 * were made to do harm. They announce themselves until they are killed.
 */
const [count = '1', ...addresses] = process.argv.slice(2)
const FIRST_PORT = 30_000
const EVERY_MS = 2_000
const NAMES = [
  '<img src=x onerror=alert(1)>',
  '\u001b[2J\u001b[31mred\nanother line\u0007',
  '\u202eevil\u200b\u0000',
  'n'.repeat(5_000),
  '',
  '"; rm -rf / #',
]

const at = (number: number) => addresses[number % addresses.length] ?? ''

async function stranger(number: number): Promise<Buffer> {
  const address = at(number)
  const name = NAMES[number % NAMES.length] ?? ''
  const port = FIRST_PORT + number
  const pem = makeKey()
  const key = createPrivateKey(pem)
  const identity = identityOf(key)
  const cert = await makeCertificate({ key, name: 'room', names: { dns: [], ips: [address] }, now: Date.now() })
  const health = {
    health: true,
    version: '<b>9</b>',
    config: { invite_only: false },
    name,
    protocol: 1,
    has_owner: true,
    room_id: randomUUID(),
    identity,
    guests: true,
    code: true,
  }
  const server = createServer({ key: pem, cert }, (_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(health))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
  const { room_id, version } = health
  const says = { stuffchat: 'here', room_id, identity, name: name.slice(0, 100) || 'none', port, version }
  return Buffer.from(JSON.stringify({ ...says, people: 1, locked: false, guests: true, code: true }))
}

const packets = await Promise.all(Array.from({ length: Number(count) }, (_, number) => stranger(number)))
const sockets = await Promise.all(
  addresses.map(async (address) => {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, address, resolve))
    socket.setMulticastInterface(address)
    return socket
  }),
)
process.stdout.write('ready\n')
let next = 0
for await (const _ of setInterval(EVERY_MS / packets.length)) {
  const number = next % packets.length
  // From its own address, which is where a room is looked for.
  sockets[number % sockets.length]?.send(packets[number] ?? '', BEACON_PORT, BEACON_GROUP)
  next += 1
}
