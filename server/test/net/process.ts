import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }

/** A line of standard output, and when it arrived here (`performance.now()`). */
export type Line = { text: string; at: number }

/** A program that runs in a namespace. */
export type Running = AsyncDisposable & {
  readonly pid: number
  readonly startedAt: number
  readonly out: string
  readonly err: string
  /** The lines of standard output until now. */
  readonly lines: readonly Line[]
  /** Told each line from now on. */
  onLine(listener: (line: Line) => void): void
  /** The first line like this, once it is there. */
  line(like: RegExp): Promise<Line>
  /** Waits until standard error says this, from that place in it on, and gives all from there. */
  complains(like: RegExp, from?: number): Promise<string>
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
}

/** For a machine that is busy; what is bound to a time is measured and asserted. */
const PATIENCE_MS = 40_000

/** `argv` in that namespace, without any `STUFFCHAT_*` of the one who runs the tests. */
export function runIn(namespace: string, argv: readonly string[], env: Record<string, string> = {}): Running {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('STUFFCHAT_'))
  const startedAt = performance.now()
  // `ip netns exec` becomes the program: the process that is signalled and looked at is the program itself.
  const child = spawn('ip', ['netns', 'exec', namespace, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(own), ...env },
  })
  let out = ''
  let err = ''
  let rest = ''
  let gone = false
  const lines: Line[] = []
  const listeners: ((line: Line) => void)[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const at = performance.now()
    out += text
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      lines.push({ text: part, at })
      for (const listener of listeners) listener({ text: part, at })
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      gone = true
      resolve({ code, signal, out, err })
    })
  })

  const until = async <T>(what: string, look: () => T | undefined): Promise<T> => {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (gone || performance.now() > end) throw new Error(`${argv.join(' ')} does not say ${what}, but: ${out}${err}`)
      await sleep(10)
    }
  }
  return {
    pid: child.pid ?? -1,
    startedAt,
    get out() {
      return out
    },
    get err() {
      return err
    },
    lines,
    onLine: (listener) => void listeners.push(listener),
    line: (like) => until(String(like), () => lines.find((line) => like.test(line.text))),
    complains: (like, from = 0) =>
      until(String(like), () => (like.test(err.slice(from)) ? err.slice(from) : undefined)),
    ended,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs something short to its end, and throws when it fails; gives its standard output. */
export function sh(argv: readonly string[], input = ''): string {
  const [tool = '', ...args] = argv
  const done = spawnSync(tool, args, { input, encoding: 'utf8', timeout: PATIENCE_MS })
  if (done.status !== 0) throw new Error(`${argv.join(' ')}: ${done.error?.message ?? done.stderr}\n${input}`)
  return done.stdout
}

/** What a process has had of the machine until now: memory in bytes, and seconds of processor. */
export function usageOf(pid: number): { rss: number; cpuS: number } {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  // proc(5): utime and stime are fields 14 and 15; the name before them may have spaces and ends with a bracket.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { rss: pages * 4_096, cpuS: (Number(fields[11]) + Number(fields[12])) / 100 }
}

/** Whether a socket of that process's namespace is bound to that UDP port. */
export function hasUdpPort(pid: number, port: number): boolean {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
  return ['udp', 'udp6'].some((table) => readFileSync(`/proc/${pid}/net/${table}`, 'utf8').includes(suffix))
}
