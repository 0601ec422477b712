import { spawn } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/** How a command ended, and all that it said. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }

/** The first line of a room that is told `--json`: exactly these fields. */
const Listening = z.strictObject({
  event: z.literal('listening'),
  url: z.string(),
  port: z.number(),
  data_dir: z.string(),
  version: z.string(),
})
const Line = z.looseObject({ event: z.string() })

export type Command = AsyncDisposable & {
  readonly pid: number
  /** Standard output and standard error until now. */
  readonly out: string
  readonly err: string
  /** Standard output, as one JSON object a line. */
  lines(): z.infer<typeof Line>[]
  /** The first line, once it is there. Throws when it is another than a room's that listens, or when the room ends. */
  listening(): Promise<z.infer<typeof Listening>>
  /** Waits until standard output says this. */
  says(what: RegExp): Promise<void>
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Closes our end of its standard output. */
  deafen(): void
}

export type CommandOptions = { env?: Record<string, string>; cwd?: string }

const CLI = join(import.meta.dirname, '../../cli.ts')
const PATIENCE_MS = 20_000
/** For a room of a test: loopback, any port, quick passwords. */
export const QUICK = ['--host', '127.0.0.1', '--port', '0', '--no-announce', '--password-cost', '8'] as const

/** Starts the command line as a person would, without any `STUFFCHAT_*` of the one who runs the tests. */
export function command(args: readonly string[], { env = {}, cwd }: CommandOptions = {}): Command {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('STUFFCHAT_'))
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(own), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  let out = ''
  let err = ''
  let gone = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const killAtExit = () => void child.kill('SIGKILL')
  process.once('exit', killAtExit)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      gone = true
      process.off('exit', killAtExit)
      resolve({ code, signal, out, err })
    })
  })

  const says = async (what: RegExp) => {
    const until = performance.now() + PATIENCE_MS
    while (!what.test(out)) {
      if (gone || performance.now() > until) throw new Error(`it does not say ${what}, but: ${out}${err}`)
      await sleep(10)
    }
  }
  return {
    pid: child.pid ?? -1,
    get out() {
      return out
    },
    get err() {
      return err
    },
    lines: () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => Line.parse(JSON.parse(line))),
    async listening() {
      await says(/\n/)
      return Listening.parse(JSON.parse(out.slice(0, out.indexOf('\n'))))
    },
    says,
    ended,
    kill: (signal) => void child.kill(signal),
    deafen: () => void child.stdout.destroy(),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs a command to its end. One that does not end is killed, which its code (null) shows. */
export async function run(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  await using started = command(args, options)
  const timer = setTimeout(() => started.kill('SIGKILL'), PATIENCE_MS)
  // Awaited here: a promise that is only handed on would let it be killed first.
  return await started.ended.finally(() => clearTimeout(timer))
}

/** Ends a room as its host would, and gives all that it said. */
export function stop(room: Command, signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
  room.kill(signal)
  return room.ended
}
