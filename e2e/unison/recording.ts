import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { RATE } from './bursts.ts'
import { type Arrival, type Finder, createFinder } from './finder.ts'
import type { Pulse } from './pulse.ts'

/** Listens to all ears from now on, on one clock: seconds of the recording. Keeps what it found, not what it heard. */
export class Recording implements AsyncDisposable {
  /** By ear, in the order of time. */
  readonly heard: readonly Arrival[][]
  readonly #finders: readonly Finder[]
  readonly #process: ChildProcess
  #rest = Buffer.alloc(0)
  #frames = 0
  /** What the wall clock read at the recording's beginning, by the piece that came the soonest. */
  #beganMs = Infinity

  private constructor(pulse: Pulse) {
    this.heard = Array.from({ length: pulse.ears }, () => [])
    this.#finders = this.heard.map(() => createFinder())
    this.#process = pulse.record()
    this.#process.stdout?.on('data', (bytes: Buffer) => this.#take(bytes))
  }
  static async start(pulse: Pulse): Promise<Recording> {
    const recording = new Recording(pulse)
    while (recording.now === 0) await sleep(20)
    return recording
  }
  /** What has been recorded, in seconds; some hundredths behind what sounds. */
  get now(): number {
    return this.#frames / RATE
  }
  /** The wall clock at a moment of the recording, to some hundredths of a second. */
  wallMs(at: number): number {
    return this.#beganMs + at * 1_000
  }
  /** Sounds that were none of the song, or not enough of it, by ear. */
  get strangers(): readonly number[] {
    return this.#finders.map(({ strangers }) => strangers)
  }
  /** Until that moment of the recording has been heard by all. */
  async until(at: number): Promise<void> {
    while (this.now < at + 0.1) {
      if (this.#process.exitCode !== null) throw new Error('The recording broke off.')
      await sleep(20)
    }
  }
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = once(this.#process, 'exit')
    this.#process.kill('SIGTERM')
    await gone
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #take(bytes: Buffer): void {
    const all = Buffer.concat([this.#rest, bytes])
    const ears = this.heard.length
    const frames = Math.floor(all.length / (2 * ears))
    this.#rest = all.subarray(frames * 2 * ears)
    for (const [ear, finder] of this.#finders.entries()) {
      const samples = Float32Array.from({ length: frames }, (_, at) => all.readInt16LE(2 * (at * ears + ear)) / 32_768)
      this.heard[ear]?.push(...finder.push(samples))
    }
    this.#frames += frames
    this.#beganMs = Math.min(this.#beganMs, Date.now() - this.now * 1_000)
  }
}
