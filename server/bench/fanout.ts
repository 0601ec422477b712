import { cpuNsAtRest } from './process.ts'
import { relayCrowd, roomCrowd } from './crowd.ts'
import type { Crowd } from './crowd.ts'
import type { Row } from './report.ts'
import { within } from './scenario.ts'
import type { Bench } from './scenario.ts'
import { startRelay, startRoom } from './servers.ts'
import { median } from './stats.ts'

const SENDERS = 8
/** Messages under way at once, over all senders. */
const WINDOW = 256
/** Receivers, and the least ratio that is asked of a flood and of messages that come one at a time. */
const SIZES = [
  { receivers: 50, flood: 1.2, single: 0.7 },
  { receivers: 200, flood: 2, single: 1 },
  { receivers: 1000, flood: 4, single: 1 },
]

/** Deliveries per second of CPU time, to 50, 200 and 1000 receivers. */
export async function fanout(bench: Bench): Promise<Row[]> {
  await using roomServer = await startRoom(bench.folder('fanout'))
  await using relayServer = await startRelay()
  const room = await roomCrowd(roomServer, Math.max(...SIZES.map((size) => size.receivers)))
  const relay = relayCrowd(relayServer, room.eventBytes)
  const rows: Row[] = []
  for (const { receivers, flood: floodTarget, single: singleTarget } of SIZES) {
    await room.grow(receivers)
    await relay.grow(receivers)
    rows.push(await compare(bench, `flood to ${receivers}`, [room, relay], flood, floodTarget))
    rows.push(await compare(bench, `one at a time to ${receivers}`, [room, relay], oneAtATime, singleTarget))
  }
  for (const socket of [...room.sockets, ...relay.sockets]) socket.close()
  return rows
}

type Shape = (crowd: Crowd, ms: number) => Promise<number>

/** A B A B …; the first round of each warms up and is thrown away. */
async function compare(
  bench: Bench,
  name: string,
  [room, relay]: readonly [Crowd, Crowd],
  shape: Shape,
  atLeast: number,
): Promise<Row> {
  const [rounds, ms] = bench.quick ? [3, 600] : [3, 2_000]
  const ours: number[] = []
  const reference: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const a = await perCpuSecond(room, shape, round === 0 ? 500 : ms)
    const b = await perCpuSecond(relay, shape, round === 0 ? 500 : ms)
    if (round > 0) {
      ours.push(a)
      reference.push(b)
    }
  }
  const ratio = median(ours) / median(reference)
  bench.say(`fanout: ${name}: ${ratio.toFixed(2)}×`)
  const figures = { ours: median(ours), reference: median(reference), ratio }
  return { scenario: 'fanout', name, unit: '/CPU-s', ...figures, targets: [{ of: 'ratio', atLeast }] }
}

async function perCpuSecond(crowd: Crowd, shape: Shape, ms: number): Promise<number> {
  const before = await cpuNsAtRest(crowd.server.pid)
  const deliveries = await shape(crowd, ms)
  return deliveries / (((await cpuNsAtRest(crowd.server.pid)) - before) / 1e9)
}

/**
 * The first of the receivers are senders too. Each message that comes back to the first one lets the next go, so that
 * always a window full is under way; ends when everything has arrived everywhere.
 */
export async function flood({ sockets, frames, name }: Crowd, ms: number): Promise<number> {
  const { promise: drained, resolve } = Promise.withResolvers<void>()
  const senders = sockets.slice(0, SENDERS)
  let [sent, delivered, running] = [0, 0, true]
  const arrive = (count: number) => {
    delivered += count
    if (!running && delivered === sent * sockets.length) resolve()
  }
  const pump = (count: number) => {
    const share = Math.ceil(count / senders.length)
    for (let left = count; left > 0; left -= share) {
      const batch = Array.from(
        { length: Math.min(share, left) },
        () => frames[sent++ % frames.length] ?? Buffer.alloc(0),
      )
      senders[Math.floor(sent / share) % senders.length]?.send(Buffer.concat(batch))
    }
  }
  sockets.forEach((socket, i) => {
    socket.onMessages = i > 0 ? arrive : (count) => (running && pump(count), arrive(count))
  })
  pump(WINDOW)
  await new Promise((done) => setTimeout(done, ms))
  running = false
  arrive(0)
  await within(20_000, drained, () => `${name} delivered ${delivered} of ${sent} × ${sockets.length}`)
  return delivered
}

/** The next message goes when the last one is everywhere. */
export async function oneAtATime({ sockets, frames, name }: Crowd, ms: number): Promise<number> {
  const { promise: drained, resolve } = Promise.withResolvers<void>()
  const until = performance.now() + ms
  let [sent, delivered] = [0, 0]
  const next = () => {
    if (performance.now() > until) return resolve()
    sockets[0]?.send(frames[sent++ % frames.length] ?? Buffer.alloc(0))
  }
  for (const socket of sockets) {
    socket.onMessages = (count) => {
      delivered += count
      if (delivered === sent * sockets.length) next()
    }
  }
  next()
  await within(ms + 20_000, drained, () => `${name} delivered ${delivered} of ${sent} × ${sockets.length}`)
  return delivered
}
