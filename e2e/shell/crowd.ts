import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { register } from '../../server/test/client.ts'

/**
 * A busy room, from a process of its own: 50 sockets of ten people, and 200 messages a second to all of them. Says
 * `ready` on its standard output, and a line with what arrived when it ends.
 */
const [url = '', durationMs = '5000'] = process.argv.slice(2)
const PEOPLE = 10
const SOCKETS_EACH = 5
const PER_SECOND = 200
const TICK_MS = 10

const people = await Promise.all(
  Array.from({ length: PEOPLE }, (_, index) =>
    register(url, { username: `crowd${process.pid}x${index}`, password: 'correct horse battery' }),
  ),
)
const [first] = people
if (!first) throw new Error('Nobody came.')
const { id } = await first.channel({ name: `busy${process.pid}` })
const sockets = await Promise.all(
  people.flatMap((person) => Array.from({ length: SOCKETS_EACH }, () => person.connect())),
)
for (const socket of sockets) socket.send({ type: 'join', channel_id: id })
await Promise.all(sockets.map((socket) => socket.settled()))
let received = 0
for (const socket of sockets) socket.ws.on('message', () => (received += 1))
process.stdout.write('ready\n')

const startedAt = performance.now()
let sent = 0
while (performance.now() - startedAt < Number(durationMs)) {
  const due = Math.floor(((performance.now() - startedAt) / 1_000) * PER_SECOND)
  for (; sent < due; sent += 1) {
    sockets[sent % sockets.length]?.send({
      type: 'chat_message',
      channel_id: id,
      content: `message ${sent} of a busy room`,
    })
  }
  await sleep(TICK_MS)
}
await Promise.all(sockets.map((socket) => socket.settled()))
process.stdout.write(`${JSON.stringify({ sent, received })}\n`)
await Promise.all(sockets.map((socket) => socket.close()))
