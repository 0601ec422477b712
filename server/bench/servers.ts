import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

import { assertPinned, spawnPinned } from './process.ts'
import type { Child } from './process.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const Listening = z.object({ event: z.literal('listening'), port: z.number() })

export const roomEntry = `${root}dist/server/cli.js`
const relayEntry = `${root}dist/bench/relay.mjs`
const settleEntry = `${root}dist/bench/settle.mjs`

/** A process that is measured and listens on loopback. */
export type Server = Child & { port: number }
type StartOptions = { port?: number; settle?: boolean }

/** Makes plain JavaScript of the two files that run inside measured processes. */
export function stripMeasuredFiles(): void {
  mkdirSync(`${root}dist/bench`, { recursive: true })
  for (const [from, to] of [
    ['relay.ts', relayEntry],
    ['settle.ts', settleEntry],
  ] as const) {
    writeFileSync(to, stripTypeScriptTypes(readFileSync(new URL(from, import.meta.url), 'utf8')))
  }
}

export function spawnRelay({ port = 0, settle = false }: StartOptions = {}): Child {
  return spawnPinned(process.execPath, [relayEntry, String(port)], environment(settle))
}

/** Full durability as always; only rate limits, the number of connections and the cost of a password are eased. */
export function spawnRoom(
  dataDir: string,
  { port = 0, settle = false, limits = [] }: StartOptions & { limits?: readonly string[] } = {},
): Child {
  const eased = ['rates=off', 'connections_per_user=5000', ...limits].flatMap((limit) => ['--limit', limit])
  const where = ['--host', '127.0.0.1', '--port', String(port), '--data-dir', dataDir]
  const rest = ['--json', '--no-announce', '--password-cost', '8', '--log-level', 'warn']
  return spawnPinned(process.execPath, [roomEntry, ...where, ...rest, ...eased], environment(settle))
}

export async function startRelay(options: StartOptions = {}): Promise<Server> {
  return listening(spawnRelay(options))
}

export async function startRoom(...args: Parameters<typeof spawnRoom>): Promise<Server> {
  return listening(spawnRoom(...args))
}

async function listening(child: Child): Promise<Server> {
  try {
    const { port } = Listening.parse(JSON.parse(await child.firstLine))
    assertPinned(child.pid)
    return { ...child, port }
  } catch (error) {
    await child.stop()
    throw error
  }
}

function environment(settle: boolean): Record<string, string> {
  return settle ? { NODE_OPTIONS: `--import=${settleEntry}` } : {}
}

/**
 * A port that was free a moment ago, for a server whose first answer is awaited without its word. It lies below the
 * range that connections take theirs from (32768 and up): one that is opened to a port where nobody listens yet may
 * be given that very port, and then talks to itself.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    const probe = createServer()
    const { promise, resolve } = Promise.withResolvers<boolean>()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    if (await promise) return port
  }
  throw new Error('no free port')
}
