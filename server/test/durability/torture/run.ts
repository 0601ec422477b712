import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { http } from '../../client.ts'
import { spawnServer } from '../process.ts'
import type { ServerProcess } from '../process.ts'
import { work } from './clients.ts'
import { gather } from './crowd.ts'
import type { Crowd } from './crowd.ts'
import { inspectDisk } from './disk.ts'
import { createFindings } from './findings.ts'
import type { Findings } from './findings.ts'
import { createGate } from './gate.ts'
import { createLedger } from './ledger.ts'
import { seeded } from '../random.ts'
import { createVerifier } from './verify.ts'

export type Tally = {
  cycles: number
  /** Kills before the room listened. */
  killedStarting: number
  acknowledged: number
  uploads: number
  accounts: number
  findings: Findings
}

export type TortureOptions = {
  dataDir: string
  cycles: number
  seed: number
  /** The whole history is read again at every so many cycles, and at the end. */
  fullEvery: number
  /** For the room's node: an `--import` that alters it. */
  nodeArguments?: readonly string[]
  onCycle(tally: Tally): void
}

const PEOPLE = 6
/** A run takes longer than an access token lives. */
const LIMITS = { access_token_ms: 86_400_000 }
const EARLIEST_MS = 20
const LATEST_MS = 600
/** About what a start takes. */
const START_MS = 350

/**
 * Kills a room again and again (SIGKILL, at random moments, while it starts too) while its clients work, and compares
 * what is left with what they were told.
 */
export async function torture(options: TortureOptions): Promise<Tally> {
  const { dataDir, cycles, seed, fullEvery, nodeArguments = [], onCycle } = options
  const random = seeded(seed)
  const findings = createFindings()
  const ledger = createLedger()
  const gate = createGate()
  const port = await freePort(random.between(23_000, 31_000))
  const url = `http://127.0.0.1:${port}`
  const nobody = http(url)
  const tally = { cycles: 0, killedStarting: 0, acknowledged: 0, uploads: 0, accounts: 0, findings }
  const start = () => spawnServer({ dataDir, port, limits: LIMITS, nodeArguments })

  let server = start()
  const kill = async () => {
    if (!server.isUp) tally.killedStarting += 1
    await killed(server)
  }
  /** What a start repairs must also stand being interrupted. */
  const killWhileStarting = async () => {
    server = start()
    await sleep(random.between(EARLIEST_MS, START_MS))
    await kill()
    inspectDisk(dataDir, findings)
  }
  try {
    await server.listening
    const crowd: Crowd = { url, nobody, random, ledger, findings, gate, ...(await gather(nobody, PEOPLE)) }
    const verifier = createVerifier(crowd)
    let broken: unknown
    const working = work(crowd).catch((error: unknown) => {
      broken = error
      gate.end()
    })
    for (let cycle = 1; cycle <= cycles && broken === undefined; cycle += 1) {
      gate.open()
      if (!server.running) server = start()
      if (random.chance(0.7)) await server.listening
      await sleep(random.between(EARLIEST_MS, LATEST_MS))
      await kill()
      // Sometimes the clients knock on the closed door until the next one opens it.
      const keepKnocking = random.chance(0.3) && cycle < cycles
      if (!keepKnocking) await gate.close()
      inspectDisk(dataDir, findings)
      if (random.chance(0.25)) await killWhileStarting()
      server = start()
      if (!keepKnocking) {
        await server.listening
        await verifier.verify(cycle % fullEvery === 0 || cycle === cycles)
      }
      Object.assign(tally, { cycles: cycle, acknowledged: ledger.acknowledged, uploads: ledger.uploads.length })
      tally.accounts = [...ledger.accounts.values()].filter(Boolean).length
      onCycle(tally)
    }
    gate.end()
    await working
    if (broken !== undefined) throw new Error(`a client broke in cycle ${tally.cycles}`, { cause: broken })
    return tally
  } finally {
    gate.end()
    server.kill('SIGKILL')
    await server.ended
  }
}

async function killed(server: ServerProcess): Promise<void> {
  if (!server.running) throw new Error(`the room ended by itself: ${server.log()}`)
  server.kill('SIGKILL')
  const { signal, code } = await server.ended
  if (signal !== 'SIGKILL') throw new Error(`the room ended with ${code ?? signal}: ${server.log()}`)
}

/**
 * A port that is free, at that one or above. Not one of those that the system gives to clients (32768 and above): while
 * the room is down, a client could be given the very port that it calls, and reach itself.
 */
async function freePort(from: number): Promise<number> {
  for (let port = from; ; port += 1) {
    const bound = await new Promise<number | null>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(null))
      probe.listen(port, '127.0.0.1', () => {
        const { port: found } = probe.address() as AddressInfo
        probe.close(() => resolve(found))
      })
    })
    if (bound !== null) return bound
  }
}
