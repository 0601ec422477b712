import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoomOptionsInput } from '../options.ts'
import { startServer } from '../start.ts'
import { http, register } from './client.ts'
import type { Http, Person } from './client.ts'

/** Everything but the data directory, which is fresh unless it is named. */
export type TestRoomOptions = Partial<RoomOptionsInput>

/** A real room on a free loopback port. `await using`, or `close()` in an `afterAll`, takes it and its folder away. */
export type TestRoom = {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly ownerCode: string | null
  /** Somebody without a token. */
  readonly nobody: Http
  /** Registers exactly that name. The room's first account is its owner: it comes from loopback. */
  register(name: string, more?: Record<string, unknown>): Promise<Person>
  /** An ordinary user with a fresh name that begins so; there is an owner before. */
  person(name?: string): Promise<Person>
  /** The room's first account, registered as `owner` when there is none yet. */
  owner(): Promise<Person>
  /** Closes the server and starts it again on the same folder and port. */
  restart(options?: TestRoomOptions): Promise<void>
  /** Stops the server and keeps the folder. */
  stop(): Promise<void>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export const PASSWORD = 'correct horse battery'

/** `limits` are merged into `rates: 'off', shareplay_ytdlp: 'off'`. */
export async function startRoom(options: TestRoomOptions = {}): Promise<TestRoom> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'stuffchat-test-')))
  const isOurs = options.dataDir === undefined
  const start = (port: number, more: TestRoomOptions) =>
    startServer({
      host: '127.0.0.1',
      announce: false,
      passwordCost: 8,
      logLevel: 'silent',
      ...options,
      ...more,
      dataDir,
      port,
      // No test asks YouTube, whatever is installed where it runs.
      limits: { rates: 'off', shareplay_ytdlp: 'off', ...options.limits, ...more.limits },
    })

  const removeFolder = async () => {
    if (!isOurs) return
    for (const folder of [dataDir, `${dataDir}-backups`]) await rm(folder, { recursive: true, force: true })
  }
  let running = await start(Number(options.port ?? 0), {}).catch(async (error: unknown) => {
    await removeFolder()
    throw error
  })
  const { url, port, ownerCode } = running
  let first: Promise<Person> | null = null
  let names = 0

  const registerNow = (name: string, more: Record<string, unknown> = {}) => {
    const account = { username: name, password: PASSWORD }
    if (first !== null) return register(url, account, more)
    first = register(url, account, more)
    first.catch(() => (first = null))
    return first
  }
  const owner = () => first ?? registerNow('owner')
  const close = async () => {
    await running.close()
    await removeFolder()
  }
  return {
    url,
    port,
    dataDir,
    ownerCode,
    nobody: http(url),
    register: registerNow,
    owner,
    async person(name = 'user') {
      await owner()
      names += 1
      return registerNow(`${name}${names}`)
    },
    async restart(more = {}) {
      await running.close()
      running = await start(port, more)
    },
    stop: () => running.close(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
