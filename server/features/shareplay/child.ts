import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { Unfit } from './source.ts'

export type ChildTask = {
  file: string
  args: readonly string[]
  /** Its folder, its home and its place for what is temporary. */
  cwd: string
  /** All of its environment, besides what a shell adds of itself (PWD, SHLVL, _). */
  env: Readonly<Record<string, string>>
  /** The largest file that it may write. */
  maxFileBytes: number
  timeoutMs: number
  signal: AbortSignal
  /** A line of its output. May throw: then it is killed, and that is how the run ends. */
  onLine(line: string): void
}
export type ChildEnd = { code: number | null; complaint: string }

/** Of all its output; what says more is killed. Progress is some hundred lines, a long playlist a megabyte. */
const OUTPUT_BYTES = 8 * 2 ** 20
/** The end of what it complained about. */
const COMPLAINT_CHARS = 4_000
const CPU_SECS = 300
const DATA_KIB = 2 ** 20
/** Blocks of `ulimit -f`. */
const BLOCK_BYTES = 512
/**
 * How long its output may stay open after its end, and how long it may take to end once it is killed: what it started
 * may have left its group and hold the output open for ever, and a system may refuse to end a process.
 */
const GRACE_MS = 1_000
const REMOVED = 'It was removed.'

/**
 * Runs the rest of its arguments with limits on processor, memory and files (what a system does not know is left out),
 * and kills its whole process group once the other end of its standard input is gone. That is how a child hears of the
 * death of its room, however that died: the kernel's own signal for it is for the first child alone, and Linux' alone.
 */
const GUARD = `
ulimit -c 0 2>/dev/null
ulimit -t "$1" 2>/dev/null
ulimit -d "$2" 2>/dev/null
ulimit -f "$3" 2>/dev/null
shift 3
exec 3<&0 </dev/null
(while read -r _; do :; done; kill -KILL 0) <&3 3<&- >/dev/null 2>&1 &
exec 3<&-
"$@"
`

/**
 * Runs a program until it ends, and never longer than it may: its whole process group is killed on time-out, abort and
 * too much output, when the room dies, and at its own end; what has left the group is not waited for. Rejects with Unfit
 * for these, and with what `onLine` throws. On Windows there are no limits, and a room that is killed leaves it running until it is done.
 */
export async function runChild(task: ChildTask): Promise<ChildEnd> {
  if (task.signal.aborted) throw new Unfit(REMOVED)
  const child = start(task)
  const kill = killerOf(child)
  const stuck = Promise.withResolvers<never>()
  let failure: unknown = null
  let grace: NodeJS.Timeout | undefined
  const letGo = () => {
    child.stdout?.destroy()
    child.stderr?.destroy()
    child.unref()
    // Else it has closed now.
    if (!isOver(child)) stuck.reject(failure)
  }
  // What came while the room was busy is read first.
  const hurry = () => (grace ??= setTimeout(() => setImmediate(letGo), GRACE_MS))
  const stop = (why: unknown) => {
    failure ??= why
    kill()
    hurry()
  }
  const abandon = () => stop(new Unfit(REMOVED))
  const timer = setTimeout(() => stop(new Unfit('This took too long to fetch. Try again later.')), task.timeoutMs)
  task.signal.addEventListener('abort', abandon)
  // A room that ends without closing first takes its children along.
  process.once('exit', kill)
  child.once('exit', () => {
    // What it left running would outlive it.
    kill()
    hurry()
  })
  try {
    const end = await Promise.race([ended(child, task, stop), stuck.promise])
    if (failure !== null) throw failure
    return end
  } finally {
    clearTimeout(timer)
    clearTimeout(grace)
    task.signal.removeEventListener('abort', abandon)
    process.off('exit', kill)
  }
}

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

function start({ file, args, cwd, env, maxFileBytes }: ChildTask): ChildProcess {
  // On Windows a detached child would get a console of its own.
  const isWindows = process.platform === 'win32'
  const options: SpawnOptions = { cwd, env, detached: !isWindows, windowsHide: true, stdio: 'pipe' }
  if (isWindows) return spawn(file, args, options)
  const limits = [CPU_SECS, DATA_KIB, Math.ceil(maxFileBytes / BLOCK_BYTES)].map(String)
  return spawn('/bin/sh', ['-c', GUARD, 'sh', ...limits, file, ...args], options)
}

async function ended(child: ChildProcess, task: ChildTask, stop: (why: unknown) => void): Promise<ChildEnd> {
  let [said, complaint, isStopped] = [0, '', false]
  const halt = (why: unknown) => {
    isStopped = true
    stop(why)
  }
  const count = (chunk: Buffer | string) => {
    said += chunk.length
    if (said > OUTPUT_BYTES) halt(new Unfit('This could not be fetched: there was no end to what came.'))
  }
  child.stdout?.on('data', count)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    count(text)
    complaint = (complaint + text).slice(-COMPLAINT_CHARS)
  })
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (isStopped) return
      try {
        task.onLine(line)
      } catch (error) {
        halt(error)
      }
    })
  }
  // It may end before it knows that nobody writes to it.
  child.stdin?.on('error', () => undefined)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, complaint }))
  })
}

/** Windows has no process groups, but a program that ends a process with what it started. */
function endTree(pid: number): void {
  spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' }).on('error', () => undefined)
}

/**
 * How to kill its group: never throws, and does so once. The guard stays in the group until then, so that its number can
 * be nobody else's; afterwards it may.
 */
function killerOf(child: ChildProcess): () => void {
  let isDone = false
  return () => {
    const { pid } = child
    if (isDone || pid === undefined) return
    // At its own end there is one more try, and none after it.
    isDone = isOver(child)
    if (process.platform === 'win32') {
      if (!isDone) endTree(pid)
      isDone = true
      return
    }
    try {
      process.kill(-pid, 'SIGKILL')
      isDone = true
    } catch {
      // There is none left, or, as macOS says it (EPERM), all of them have ended.
    } finally {
      // Then the guard does it, if it is there.
      child.stdin?.destroy()
    }
  }
}
