import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Net } from './net.ts'
import type { Running } from './process.ts'

const CLI = join(import.meta.dirname, '../../cli.ts')
export const PORT = 22_800

/** The command line on one of the hosts, from source, as on any machine. */
export const cli = (...args: string[]): string[] => [process.execPath, CLI, ...args]

/** A script of this folder. */
export const script = (name: string, ...args: string[]): string[] => [
  process.execPath,
  join(import.meta.dirname, name),
  ...args,
]

export type NetRoom = Running & {
  /** When it said that it listens (`performance.now()`). */
  readonly listening: Promise<number>
  /** Ends as when its host closes it, and waits. */
  stop(): Promise<void>
}

export type NetRoomOptions = {
  name: string
  port?: number
  dataDir?: string
  more?: readonly string[]
  env?: Record<string, string>
}

/** A room with a folder of its own, which goes with it unless it was named. */
export function startRoom<Host extends string>(net: Net<Host>, host: Host, options: NetRoomOptions): NetRoom {
  const { name, port = PORT, more = [], env = {} } = options
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'stuffchat-net-'))
  const where = ['--data-dir', dataDir, '--port', String(port)]
  const room = net.run(
    host,
    cli(...where, '--name', name, '--json', '--log-level', 'error', '--password-cost', '8', ...more),
    env,
  )
  const clean = () => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
  const listening = room.line(/"event":"listening"/).then((line) => line.at)
  // Whoever does not wait for it learns of a failure by what is missing.
  listening.catch(() => undefined)
  return Object.assign(room, {
    listening,
    async stop() {
      room.kill('SIGTERM')
      await room.ended
    },
    async [Symbol.asyncDispose]() {
      room.kill('SIGKILL')
      await room.ended
      clean()
    },
  })
}
