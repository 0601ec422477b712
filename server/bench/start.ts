import { logIn, registerAccounts } from './accounts.ts'
import { openHttp, requestBytes } from './http.ts'
import type { Child } from './process.ts'
import type { Row } from './report.ts'
import type { Bench } from './scenario.ts'
import { seededRoom } from './seed.ts'
import { freePort, spawnRelay, spawnRoom, startRoom } from './servers.ts'
import { median } from './stats.ts'

const RETRY_MS = 2
const PATIENCE_MS = 20_000
// Reset: the room tries whether the port is free before it touches anything, and we may meet it at that.
const NOT_YET = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'closed the connection']

/** From spawning to the first authenticated answer, against a bare `ws` process to its first answer. */
export async function start(bench: Bench): Promise<Row[]> {
  const big = await seededRoom(bench, bench.quick ? 100_000 : 1_000_000)
  const small = bench.folder('start')
  const rounds = bench.quick ? 10 : 15
  return [
    await compare(bench, 'with a small room', small, await tokenOf(small, true), rounds),
    await compare(
      bench,
      `with ${big.messages.toLocaleString('en')} messages`,
      big.dataDir,
      await tokenOf(big.dataDir, false),
      rounds,
    ),
  ]
}

async function compare(bench: Bench, name: string, dataDir: string, token: string, rounds: number): Promise<Row> {
  const me = requestBytes('GET', '/api/users/me', { token })
  const any = requestBytes('GET', '/')
  const [ours, reference]: [number[], number[]] = [[], []]
  // The first round fills the caches, the compile cache among them, and is thrown away.
  for (let round = 0; round <= rounds; round += 1) {
    const a = await firstAnswer((port) => spawnRoom(dataDir, { port }), me)
    const b = await firstAnswer((port) => spawnRelay({ port }), any)
    if (round > 0) {
      ours.push(a)
      reference.push(b)
    }
  }
  bench.say(`start: ${name}: ${median(ours).toFixed(0)} ms`)
  const [a, b] = [median(ours), median(reference)]
  const targets = [{ of: 'ratio', atMost: 3 } as const, { of: 'ours', atMost: 600 } as const]
  const note = `${Math.min(...ours).toFixed(0)}–${Math.max(...ours).toFixed(0)} ms`
  return { scenario: 'start', name, unit: 'ms', ours: a, reference: b, ratio: a / b, targets, note }
}

/** ms from spawn to a 200. */
async function firstAnswer(spawn: (port: number) => Child, request: Buffer): Promise<number> {
  const port = await freePort()
  const begin = performance.now()
  await using child = spawn(port)
  let failure: unknown
  child.firstLine.catch((error: unknown) => (failure = error))
  while (!(await answers(port, request))) {
    if (failure !== undefined) throw failure
    if (performance.now() - begin > PATIENCE_MS) throw new Error(`no answer after ${PATIENCE_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  return performance.now() - begin
}

async function answers(port: number, request: Buffer): Promise<boolean> {
  const http = openHttp(port)
  try {
    const { status, body } = await http.request(request)
    if (status !== 200) throw new Error(`the first answer was ${status}: ${body.toString()}`)
    return true
  } catch (error) {
    if (error instanceof Error && NOT_YET.some((code) => error.message.includes(code))) return false
    throw error
  } finally {
    http.close()
  }
}

/** A token that outlives the restarts: it is good for 15 minutes, and so is its login session. */
async function tokenOf(dataDir: string, isNew: boolean): Promise<string> {
  await using room = await startRoom(dataDir)
  if (isNew) await registerAccounts(room.port, 1)
  return (await logIn(room.port)).token
}
