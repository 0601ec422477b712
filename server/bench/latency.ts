import { relayCrowd, roomCrowd } from './crowd.ts'
import type { Crowd } from './crowd.ts'
import { must, openHttp } from './http.ts'
import type { HttpConnection } from './http.ts'
import type { Row, Target } from './report.ts'
import { within } from './scenario.ts'
import type { Bench } from './scenario.ts'
import { startRelay, startRoom } from './servers.ts'
import { percentile } from './stats.ts'

const RECEIVERS = 200
const PER_SECOND = 20

type Samples = {
  /** ms from just before the POST to each receiver. */
  each: number[]
  /** ms to the last receiver of each message. */
  last: number[]
}

/** From just before a POST to its arrival at 200 receivers, 20 messages a second; the servers take turns. */
export async function latency(bench: Bench): Promise<Row[]> {
  await using roomServer = await startRoom(bench.folder('latency'))
  await using relayServer = await startRelay()
  const room = await roomCrowd(roomServer, RECEIVERS)
  const crowds = [room, relayCrowd(relayServer, room.eventBytes)]
  const [slices, sliceMs] = bench.quick ? [4, 2_500] : [6, 10_000]
  const samples = { room: emptySamples(), relay: emptySamples() }
  for (const crowd of crowds) {
    await crowd.grow(RECEIVERS)
    await slice(crowd, emptySamples(), 1_500)
  }
  for (let i = 0; i < slices; i += 1) {
    for (const crowd of i % 2 === 0 ? crowds : crowds.toReversed()) await slice(crowd, samples[crowd.name], sliceMs)
    bench.say(`latency: slice ${i + 1} of ${slices}`)
  }
  for (const socket of crowds.flatMap((crowd) => crowd.sockets)) socket.close()
  const row = (name: string, pick: (of: Samples) => number[], p: number, atMost?: number): Row => {
    const [ours, reference] = [percentile(pick(samples.room), p), percentile(pick(samples.relay), p)]
    const targets: Target[] = atMost === undefined ? [] : [{ of: 'ratio', atMost }]
    const figures = { ours, reference, ratio: ours / reference }
    return { scenario: 'latency', name, unit: 'ms', ...figures, ...(targets.length > 0 && { targets }) }
  }
  return [
    row('p50 of all deliveries', (of) => of.each, 0.5, 1.3),
    row('p99 of all deliveries', (of) => of.each, 0.99, 1.5),
    row('p50 of the last receiver', (of) => of.last, 0.5),
    row('p99 of the last receiver', (of) => of.last, 0.99),
  ]
}

function emptySamples(): Samples {
  return { each: [], last: [] }
}

/** Sends by the clock, whatever the answers do: a message that has to queue is late from its own time on. */
async function slice(crowd: Crowd, samples: Samples, ms: number): Promise<void> {
  const count = Math.round((ms / 1000) * PER_SECOND)
  const sentAt = new Float64Array(count)
  const arrivals = new Float64Array(count)
  let left = count * crowd.sockets.length
  const { promise: drained, resolve } = Promise.withResolvers<void>()
  for (const socket of crowd.sockets) {
    // Each socket hears all messages in one order, so that counting them tells which one it is.
    let heard = 0
    socket.onMessages = (messages) => {
      const now = performance.now()
      for (let i = 0; i < messages; i += 1, heard += 1, left -= 1) {
        const took = now - (sentAt[heard] ?? 0)
        samples.each.push(took)
        arrivals[heard] = Math.max(arrivals[heard] ?? 0, took)
      }
      if (left === 0) resolve()
    }
  }
  const http = openHttp(crowd.server.port)
  await postByTheClock(http, crowd, sentAt)
  await within(10_000, drained, () => `${crowd.name}: ${left} deliveries are missing`)
  http.close()
  samples.last.push(...arrivals)
}

async function postByTheClock(http: HttpConnection, { posts }: Crowd, sentAt: Float64Array): Promise<void> {
  const start = performance.now()
  const answers: Promise<unknown>[] = []
  for (let i = 0; i < sentAt.length; i += 1) {
    const wait = start + (i * 1000) / PER_SECOND - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    sentAt[i] = performance.now()
    answers.push(http.request(posts[i % posts.length] ?? Buffer.alloc(0)).then(must))
  }
  await Promise.all(answers)
}
