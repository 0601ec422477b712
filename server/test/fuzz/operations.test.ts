import process from 'node:process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { http } from '../client.ts'
import { startProcess } from './process.ts'
import { fuzzRequest } from './request.ts'
import type { FuzzRequest } from './request.ts'
import { createSender } from './send.ts'
import { objection, readSpec } from './spec.ts'
import { createWorld } from './world.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 5_000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_240_607)
/** The real things that requests name are used up; so many requests later there are new ones. */
const RENEW_EVERY = 150
/** Cannot succeed over the plain HTTP that is spoken here. */
const OVER_TLS = ['post_auth_handover_redeem']
const MiB = 2 ** 20
/** What the process may hold more after the second half of the run than after the first: rows in caches, not leaks. */
const MORE_HEAP = 8 * MiB
const MORE_RSS = 64 * MiB

const shown = ({ method, target, headers, body, who }: FuzzRequest) =>
  `${who}: ${method} ${target.slice(0, 300)} ${JSON.stringify({ ...headers, authorization: undefined })} ${JSON.stringify(body?.toString('latin1').slice(0, 500) ?? null)} (${body?.length ?? 0} bytes)`

test(
  `every operation of the OpenAPI file, ${RUNS} requests`,
  async () => {
    await using room = await startProcess({ access_token_ms: 24 * 3600 * 1000 })
    const spec = readSpec((await http(room.url).get('/api/openapi.json')).text)
    const world = await createWorld(room.url)
    const sender = createSender(room.url)
    const seen = new Map<string, Set<number>>()
    const counts = new Map<number, number>()
    let sent = 0

    const run = (runs: number, seed: number) =>
      fc.assert(
        fc.asyncProperty(fuzzRequest(world, spec), async (asked) => {
          if (sent % RENEW_EVERY === 0) await world.renew()
          sent += 1
          const answered = await sender.send(asked)
          const wrong = objection(spec, asked.method, asked.target, answered)
          if (wrong !== null) throw new Error(`${wrong}\n${shown(asked)}`)
          const operation = spec.find(asked.method, asked.target)
          if (typeof operation === 'object')
            seen.set(operation.id, (seen.get(operation.id) ?? new Set()).add(answered.status))
          counts.set(answered.status, (counts.get(answered.status) ?? 0) + 1)
          expect(room.ended()).toBe(null)
        }),
        { numRuns: runs, seed, endOnFailure: true },
      )
    const began = performance.now()
    await run(Math.ceil(RUNS / 2), SEED)
    const warm = await room.memory()
    await run(Math.floor(RUNS / 2), SEED + 1)
    const after = await room.memory()
    sender.close()

    const figures = {
      seed: SEED,
      requests: sent,
      seconds: Math.round((performance.now() - began) / 1000),
      statuses: Object.fromEntries([...counts].toSorted(([a], [b]) => a - b)),
      heap_mib: [warm.heapUsed, after.heapUsed].map((bytes) => Math.round(bytes / MiB)),
      rss_mib: [warm.rss, after.rss].map((bytes) => Math.round(bytes / MiB)),
    }
    console.info(JSON.stringify(figures))
    // A fuzzer that is refused at the door tests the door: operations must have been refused and have succeeded, all of
    // them in a long run, and but for a few of the pickiest in a short one.
    const never = (isWanted: (status: number) => boolean) =>
      spec.operations.map(({ id }) => id).filter((id) => ![...(seen.get(id) ?? [])].some(isWanted))
    const neverSucceeded = never((status) => status < 400).filter((id) => !OVER_TLS.includes(id))
    const neverRefused = never((status) => status >= 400)
    const spared = RUNS >= 10_000 ? 0 : 5
    if (neverSucceeded.length > spared || neverRefused.length > spared) {
      throw new Error(`never succeeded: ${neverSucceeded.join()}; never refused: ${neverRefused.join()}`)
    }
    expect(after.heapUsed - warm.heapUsed).toBeLessThan(MORE_HEAP)
    expect(after.rss - warm.rss).toBeLessThan(MORE_RSS)
  },
  60_000 + RUNS * 20,
)
