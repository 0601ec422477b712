import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { TestRoomOptions } from '../room.ts'

const Line = z.object({ url: z.string(), port: z.number(), routes: z.array(z.string()) })

export type ChildRoom = {
  readonly url: string
  readonly pid: number
  readonly routes: readonly string[]
  /** Lets it close, or kills it. Resolves when it is gone. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a room in a process of its own, on a free loopback port. */
export async function startChildRoom(
  dataDir: string,
  options: TestRoomOptions = {},
  child: { execArgv?: string[]; env?: Record<string, string> } = {},
): Promise<ChildRoom> {
  const full = {
    host: '127.0.0.1',
    port: 0,
    announce: false,
    passwordCost: 8,
    logLevel: 'silent',
    ...options,
    dataDir,
    limits: { rates: 'off', ...options.limits },
  }
  const script = join(import.meta.dirname, 'child-room.ts')
  const started = spawn(process.execPath, [...(child.execArgv ?? []), script, JSON.stringify(full)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...child.env },
  })
  const exited = once(started, 'exit')
  const first = await Promise.race([lineOf(started), exited.then(() => null)])
  if (first === null) throw new Error('the room in the child process did not start')
  const { url, routes } = Line.parse(JSON.parse(first))
  const end = async (signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    started.kill(signal)
    await exited
  }
  return { url, routes, pid: started.pid ?? 0, end, [Symbol.asyncDispose]: () => end('SIGKILL') }
}

async function lineOf(started: ChildProcess): Promise<string | null> {
  if (!started.stdout) return null
  for await (const line of createInterface({ input: started.stdout })) return line
  return null
}

/** Runs a script of this folder and says how it ended, and what it wrote to its error output. */
export async function runScript(
  script: string,
  args: string[],
): Promise<{ code: number | null; signal: string | null; errors: string }> {
  const started = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  started.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  await once(started, 'close')
  return { code: started.exitCode, signal: started.signalCode, errors }
}
