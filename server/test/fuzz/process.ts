/** A room in a process of its own: so that a crash is seen as one, and its memory is nobody else's. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { filesIn } from '../queue.ts'
import type { RoomOptionsInput } from '../../options.ts'

const Memory = z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() })
/** Bytes, after a garbage collection. */
export type Memory = z.infer<typeof Memory>
const Report = z.union([
  z.object({ listening: z.object({ url: z.string(), port: z.number() }) }),
  z.object({ memory: Memory }),
])

export type RoomProcess = {
  readonly url: string
  readonly port: number
  readonly pid: number
  memory(): Promise<Memory>
  /** The files of its songs. */
  songs(): Promise<string[]>
  /** How it ended, null while it lives. */
  ended(): string | null
  [Symbol.asyncDispose](): Promise<void>
}

/** A room exits within 3 s of a signal; what it does then, and a slow machine, may take a moment more. */
const CLOSES_WITHIN_MS = 6_000

/** A package that it gives away. */
export const INSTALLER = 'Stuffchat-0.1.0-setup-x64.exe'

/** `limits` are merged into `rates: 'off'`. */
export async function startProcess(limits: RoomOptionsInput['limits'] = {}): Promise<RoomProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stuffchat-fuzz-'))
  const given = `${dataDir}-given`
  await mkdir(given)
  await writeFile(join(given, INSTALLER), 'MZ')
  const options: RoomOptionsInput = {
    dataDir,
    installersDir: given,
    host: '127.0.0.1',
    port: 0,
    announce: false,
    passwordCost: 8,
    logLevel: 'silent',
    limits: { rates: 'off', shareplay_ytdlp: 'off', free_disk_bytes: 0, ...limits },
  }
  const child = fork(join(import.meta.dirname, 'room.ts'), [JSON.stringify(options)], {
    execArgv: ['--expose-gc'],
    silent: true,
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000)))
  let end: string | null = null
  let waiter: PromiseWithResolvers<z.infer<typeof Report>> | null = null
  child.on('message', (message) => waiter?.resolve(Report.parse(message)))
  child.on('exit', (code, signal) => {
    end = `the room ended with ${signal ?? code}: ${said}`
    waiter?.reject(new Error(end))
  })
  const report = () => {
    if (end !== null) throw new Error(end)
    waiter = Promise.withResolvers()
    return waiter.promise
  }
  const first = await report()
  if (!('listening' in first)) throw new Error('the room did not say where it listens')
  return {
    ...first.listening,
    pid: child.pid ?? 0,
    async memory() {
      const answered = report()
      child.send('memory')
      const answer = await answered
      if (!('memory' in answer)) throw new Error('no memory in the answer')
      return answer.memory
    },
    songs: () => filesIn(dataDir),
    ended: () => end,
    async [Symbol.asyncDispose]() {
      let stuck = false
      if (end === null) {
        child.disconnect()
        const late = setTimeout(() => child.kill('SIGKILL'), CLOSES_WITHIN_MS)
        const [, signal]: unknown[] = await once(child, 'exit')
        clearTimeout(late)
        stuck = signal !== null
      }
      for (const folder of [dataDir, given, `${dataDir}-backups`]) await rm(folder, { recursive: true, force: true })
      if (stuck) throw new Error(`the room did not close within ${CLOSES_WITHIN_MS} ms`)
    },
  }
}
