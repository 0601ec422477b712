import { logIn } from './accounts.ts'
import { must, openHttp, requestBytes } from './http.ts'
import type { HttpConnection } from './http.ts'
import type { Row, Target } from './report.ts'
import type { Bench } from './scenario.ts'
import { seededRoom } from './seed.ts'
import type { SeededRoom } from './seed.ts'
import { COMMON_WORD, PAIR_OF_WORDS, RARE_WORD } from './seedrows.ts'
import { startRoom } from './servers.ts'
import { median, seededRandom } from './stats.ts'

const CLIENTS = 10
const WARM_UP = 50
const GROWS_AT_MOST = 1.3

/** A running seeded room, with a client of it. */
type Reader = { seeded: SeededRoom; http: HttpConnection; port: number; token: string }

/** Reading, searching and counting in a short and in a long history, asked in turns. */
export async function pages(bench: Bench): Promise<Row[]> {
  const [few, many] = bench.quick ? [10_000, 100_000] : [10_000, 1_000_000]
  const [shortRoom, longRoom] = [await seededRoom(bench, few), await seededRoom(bench, many)]
  await using shortServer = await startRoom(shortRoom.dataDir)
  await using longServer = await startRoom(longRoom.dataDir)
  const short = await readerOf(shortRoom, shortServer.port)
  const long = await readerOf(longRoom, longServer.port)
  const times = bench.quick ? 200 : 600
  const size = many.toLocaleString('en')
  const against = async (name: string, path: (seeded: SeededRoom) => string, targets: Target[]): Promise<Row> => {
    const [reference, ours] = await inTurns([short, long], path, times)
    bench.say(`pages: ${name}: ${ours.toFixed(2)} ms`)
    return {
      scenario: 'pages',
      name: `${name} at ${size}`,
      unit: 'ms',
      ours,
      reference,
      ratio: ours / reference,
      targets,
    }
  }
  const grows: Target = { of: 'ratio', atMost: GROWS_AT_MOST }
  const page: Target[] = [grows, { of: 'ours', atMost: 2 }]
  const random = seededRandom(7)
  const search = async (name: string, words: string): Promise<Row> => {
    const path = `/api/search?q=${encodeURIComponent(words)}`
    const [ours] = await inTurns([long], () => path, Math.ceil(times / 4))
    bench.say(`pages: search, ${name}: ${ours.toFixed(2)} ms`)
    const targets: Target[] = [{ of: 'ours', atMost: 10 }]
    return { scenario: 'pages', name: `search, ${name}, at ${size}`, unit: 'ms', ours, targets }
  }
  const rows = [
    await against('newest page', pagePath, page),
    await against('middle page', (seeded) => middlePath(seeded, random), page),
    await throughput(long, size, bench.quick ? 1_500 : 4_000),
    await search('rare word', RARE_WORD),
    await search('common word', COMMON_WORD),
    await search('two words', PAIR_OF_WORDS),
    await against('unread counts', () => '/api/channels/unread', [grows]),
    await against('channel list', () => '/api/channels', [grows]),
  ]
  for (const { http } of [short, long]) http.close()
  return rows
}

async function readerOf(seeded: SeededRoom, port: number): Promise<Reader> {
  const { token } = await logIn(port)
  return { seeded, port, token, http: openHttp(port) }
}

function pagePath({ channelId }: SeededRoom): string {
  return `/api/channels/${channelId}/messages?limit=50`
}

function middlePath(seeded: SeededRoom, random: () => number): string {
  return `${pagePath(seeded)}&before=${seeded.middleIds[Math.floor(random() * seeded.middleIds.length)] ?? ''}`
}

/** The median ms of each reader; they are asked one after the other, in turns. */
async function inTurns<const R extends readonly Reader[]>(
  readers: R,
  path: (seeded: SeededRoom) => string,
  times: number,
): Promise<{ [K in keyof R]: number }>
async function inTurns(
  readers: readonly Reader[],
  path: (seeded: SeededRoom) => string,
  times: number,
): Promise<number[]> {
  const took = readers.map((): number[] => [])
  for (let i = 0; i < times + WARM_UP; i += 1) {
    for (const [k, { seeded, http, token }] of readers.entries()) {
      const request = requestBytes('GET', path(seeded), { token })
      const begin = performance.now()
      const { body } = must(await http.request(request))
      if (i >= WARM_UP) took[k]?.push(performance.now() - begin)
      // A page, a hit or a channel is longer; nothing found would be quick, and worth nothing.
      if (body.length < 200) throw new Error(`nothing found by ${path(seeded)}: ${body.toString()}`)
    }
  }
  return took.map(median)
}

/** Pages anywhere in the middle of the history, for ten clients at once. */
async function throughput({ seeded, port, token }: Reader, size: string, ms: number): Promise<Row> {
  const random = seededRandom(11)
  const begin = performance.now()
  let count = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const http = openHttp(port)
      while (performance.now() < begin + ms) {
        must(await http.request(requestBytes('GET', middlePath(seeded, random), { token })))
        count += 1
      }
      http.close()
    }),
  )
  const ours = count / ((performance.now() - begin) / 1000)
  const targets: Target[] = [{ of: 'ours', atLeast: 700 }]
  return { scenario: 'pages', name: `pages for ${CLIENTS} clients at ${size}`, unit: '/s', ours, targets }
}
