import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'

/** The measured process has core 0 for all its threads, the load generator core 1. */
const SERVER_CORE = 0
const LOAD_CORE = 1

export type Child = AsyncDisposable & {
  pid: number
  /** The first line on its stdout; rejects with its stderr when it ends without one. */
  firstLine: Promise<string>
  /** SIGTERM, after 5 s SIGKILL; resolves when it is gone. May be called twice. */
  stop(): Promise<void>
}

// Not `availableParallelism()`: that is 1 as soon as this process is pinned itself.
export function canPin(): boolean {
  return cpus().length > 1
}

/** Throws when a thread of the process may run elsewhere than on the measured core. */
export function assertPinned(pid: number): void {
  if (!canPin()) return
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const allowed = /^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/task/${id}/status`, 'utf8'))?.[1]
    if (allowed !== String(SERVER_CORE)) throw new Error(`thread ${id} of process ${pid} may run on core ${allowed}`)
  }
}

/** Moves this process, the load generator, away from the measured one's core. */
export function pinLoadGenerator(): void {
  if (canPin()) execFileSync('taskset', ['-a', '-c', '-p', String(LOAD_CORE), String(process.pid)])
}

/** Starts a process to be measured, all of its threads on one core (affinity is inherited). */
export function spawnPinned(command: string, args: readonly string[], env: Record<string, string> = {}): Child {
  const [file, argv] = canPin() ? ['taskset', ['-c', String(SERVER_CORE), command, ...args]] : [command, [...args]]
  const child = spawn(file, argv, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-4_000)))
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)))
    child.once('exit', (code, signal) => resolve(`${command} ${args[0] ?? ''} ended: ${code ?? signal}\n${complaints}`))
  })
  const lines = createInterface({ input: child.stdout })
  const firstLine = Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    exited.then((how) => Promise.reject(new Error(how))),
  ])
  // Whoever does not ask for the line learns of a failure from what follows.
  firstLine.catch(() => undefined)
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async () => {
    child.kill('SIGTERM')
    const patience = setTimeout(kill, 5_000)
    await exited
    clearTimeout(patience)
    process.off('exit', kill)
  }
  return { pid: child.pid ?? -1, firstLine, stop, [Symbol.asyncDispose]: stop }
}

/**
 * CPU time of all threads, user and system, in ns. The scheduler's own sums have a finer grain than the 10 ms ticks of
 * /proc/PID/stat; a thread that ended is missing from them, but neither server ends threads while it is measured.
 */
export function cpuNs(pid: number): number {
  const tasks = `/proc/${pid}/task`
  return readdirSync(tasks)
    .map((id) => Number(readFileSync(`${tasks}/${id}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, ns) => sum + ns, 0)
}

/**
 * CPU time once the process has come to rest. What it puts off until it is idle (the full-text index, a checkpoint)
 * is part of the price of what it did before, and is counted with it.
 */
export async function cpuNsAtRest(pid: number): Promise<number> {
  for (let before = cpuNs(pid), tries = 0; tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const now = cpuNs(pid)
    if (now - before < 2e6) return now
    before = now
  }
  throw new Error(`process ${pid} does not come to rest`)
}

/** `VmRSS` (now), `VmHWM` (the peak since `resetPeak`) or `RssAnon` (without the mapped files), in bytes. */
export function memoryBytes(pid: number, field: 'VmRSS' | 'VmHWM' | 'RssAnon'): number {
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kib === undefined) throw new Error(`no ${field} in /proc`)
  return Number(kib) * 1024
}

/** proc(5): writing 5 resets the peak resident size. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The share of all cores that is busy during the next `ms`: what others do while nothing of ours runs. */
export async function busyShare(ms: number): Promise<number> {
  const before = coreTicks()
  await new Promise((resolve) => setTimeout(resolve, ms))
  const after = coreTicks()
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}

/** proc(5), /proc/stat: user, nice, system, idle, iowait, …; the tenth and eleventh are counted in the first two. */
function coreTicks(): { all: number; idle: number } {
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const ticks = first.split(/\s+/).slice(1, 9).map(Number)
  return { all: ticks.reduce((sum, value) => sum + value, 0), idle: (ticks[3] ?? 0) + (ticks[4] ?? 0) }
}
