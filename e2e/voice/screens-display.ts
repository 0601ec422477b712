import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** A screen of its own, on no monitor. */
export class Display {
  readonly #process: ChildProcess
  readonly name: string

  private constructor(process: ChildProcess, name: string) {
    this.#process = process
    this.name = name
  }
  /** It chooses its number itself, so that tests beside each other never meet. */
  static async start(size = '1920x1080'): Promise<Display> {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    const pipe = child.stdio[3]
    if (!isReadable(pipe)) throw new Error('Xvfb has no pipe to tell its number.')
    const [first] = await Promise.race([
      once(pipe, 'data'),
      once(child, 'error').then(([error]) => {
        throw new Error('Xvfb is needed for shared screens, and does not start.', { cause: error })
      }),
    ])
    return new Display(child, `:${String(first).trim()}`)
  }
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await gone
  }
}

const isReadable = (stream: unknown): stream is Readable =>
  typeof stream === 'object' && stream !== null && 'on' in stream && 'read' in stream
