import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { type Person, register } from '../../server/test/client.ts'

const cli = resolve(import.meta.dirname, '../../dist/server/cli.js')
export const PASSWORD = 'correct horse battery'
const Listening = z.object({ url: z.string(), port: z.number() })

/** A room of the built server in a process of its own, which can be killed and come back at the same address. */
export class TestRoom {
  readonly #dataDir: string
  readonly #args: readonly string[]
  #process: ChildProcess | null = null
  #port = 0

  private constructor(dataDir: string, args: readonly string[]) {
    this.#dataDir = dataDir
    this.#args = args
  }
  static async start(args: readonly string[] = []): Promise<TestRoom> {
    const room = new TestRoom(await mkdtemp(join(tmpdir(), 'stuffchat-e2e-')), args)
    await room.start()
    return room
  }
  /** For what is put there while the room is stopped. */
  get dataDir(): string {
    return this.#dataDir
  }
  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [cli, '--json', '--no-announce', '--host', '127.0.0.1', ...this.#options()], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#process = child
    const errors: string[] = []
    child.stderr.on('data', (bytes: Buffer) => errors.push(bytes.toString()))
    for await (const line of createInterface({ input: child.stdout })) {
      const told = Listening.safeParse(jsonOf(line))
      if (!told.success) continue
      this.#port = told.data.port
      child.stdout.resume()
      return
    }
    throw new Error(`The room did not start: ${errors.join('')}`)
  }
  /** As when the power goes. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }
  /** Somebody who is there without a browser: by the independent client of the wire tests. The first is the owner. */
  async person(username: string, more: Record<string, unknown> = {}): Promise<Person> {
    return await register(this.url, { username, password: PASSWORD }, more)
  }
  async close(): Promise<void> {
    await this.stop()
    for (const folder of [this.#dataDir, `${this.#dataDir}-backups`]) await rm(folder, { recursive: true, force: true })
  }

  #options(): string[] {
    return [
      '--port',
      String(this.#port),
      '--data-dir',
      this.#dataDir,
      '--limit',
      'rates=off',
      '--limit',
      'shareplay_ytdlp=off',
      ...this.#args,
    ]
  }
  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    this.#process = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // A line for people.
    return null
  }
}
