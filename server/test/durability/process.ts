import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { z } from 'zod'

export type Ended = { code: number | null; signal: NodeJS.Signals | null }

/** A room that runs as a process of its own, at the head of a process group of its own. */
export type ServerProcess = AsyncDisposable & {
  readonly pid: number
  /** Resolves with the address once it listens; rejects, with what it said, when it ends before. */
  readonly listening: Promise<{ url: string; port: number }>
  /** Resolves when the process is gone, and with it all that it held. */
  readonly ended: Promise<Ended>
  readonly running: boolean
  /** It has said that it listens. */
  readonly isUp: boolean
  /** The end of its log. */
  log(): string
  /** To the whole group. Nothing happens when it is gone already. */
  kill(signal: NodeJS.Signals): void
}

export type SpawnOptions = {
  dataDir: string
  /** 0, the default, picks one. */
  port?: number
  /** `--limit NAME=VALUE`, beside `rates=off` and `shareplay_ytdlp=off`. */
  limits?: Record<string, string | number>
  /** For node itself, before the room's file. */
  nodeArguments?: readonly string[]
  /** A command that is put in front and runs the rest: strace, prlimit. */
  under?: readonly string[]
}

const CLI = join(import.meta.dirname, '../../cli.ts')
const LOG_CHARS = 20_000
const Listening = z.object({ event: z.literal('listening'), url: z.string(), port: z.number() })

/** Starts a room by its command line. Its rates are off and its passwords cheap: the tests hurry. */
export function spawnServer(options: SpawnOptions): ServerProcess {
  const limits = Object.entries({ rates: 'off', shareplay_ytdlp: 'off', ...options.limits }).flatMap(
    ([name, value]) => ['--limit', `${name}=${value}`],
  )
  const own = ['--json', '--no-announce', '--host', '127.0.0.1', '--port', String(options.port ?? 0)]
  const room = [CLI, ...own, '--data-dir', options.dataDir, '--password-cost', '8', ...limits]
  const [command = process.execPath, ...rest] = [
    ...(options.under ?? []),
    process.execPath,
    ...(options.nodeArguments ?? []),
    ...room,
  ]
  return watch(spawn(command, rest, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function watch(child: ChildProcess): ServerProcess {
  let said = ''
  let gone = false
  let isUp = false
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-LOG_CHARS)))

  const kill = (signal: NodeJS.Signals) => {
    if (gone || child.pid === undefined) return
    try {
      process.kill(-child.pid, signal)
    } catch (error) {
      // ESRCH: it ended a moment ago.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
  // Detached, it would outlive us.
  const killAtExit = () => kill('SIGKILL')
  process.once('exit', killAtExit)

  const ended = new Promise<Ended>((resolve) => {
    child.once('error', (error) => {
      said += String(error)
      resolve({ code: null, signal: null })
    })
    // `close`: when its pipes are at their end too, so that the log is complete.
    child.once('close', (code, signal) => resolve({ code, signal }))
  }).finally(() => {
    gone = true
    process.off('exit', killAtExit)
  })
  const { promise: listening, resolve, reject } = Promise.withResolvers<{ url: string; port: number }>()
  // Whoever kills it before does not ask for the address.
  listening.catch(() => undefined)
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const first = Listening.safeParse(JSON.parse(line))
      if (!first.success) return
      isUp = true
      resolve(first.data)
    })
  }
  void ended.then(({ code, signal }) => reject(new Error(`the room ended with ${code ?? signal}: ${said}`)))

  return {
    pid: child.pid ?? -1,
    listening,
    ended,
    get running() {
      return !gone
    },
    get isUp() {
      return isUp
    },
    log: () => said,
    kill,
    async [Symbol.asyncDispose]() {
      kill('SIGKILL')
      await ended
    },
  }
}
