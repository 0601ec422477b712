import { Output } from './output.ts'

export type SpeakerDeps = {
  /** Null where there is no Web Audio. */
  newContext(): AudioContext | null
  newOffline(sampleRate: number): OfflineAudioContext
  /** The device that is wished for; `''`: the system's. */
  sink(): string
  now(): number
  after(ms: number, run: () => void): () => void
  onTrouble(error: unknown): void
}

/** A device is let go of so long after the last sound. */
const IDLE_MS = 30_000
/** A context that does not run by then waits for a click. */
const REFUSED_MS = 600
/** One that broke is replaced, but not again and again. */
const RENEWED_MS = 5_000
const USUAL_RATE = 48_000

/** This device's way to be heard: open while it is needed, and closed when it was idle for a while. */
export class Speaker {
  readonly #deps: SpeakerDeps
  #output: Output | null = null
  #askedAt = 0
  #rate = USUAL_RATE
  #stopIdle: (() => void) | null = null

  constructor(deps: SpeakerDeps) {
    this.#deps = deps
  }
  get output(): Output | null {
    return this.#output
  }
  /** The browser plays nothing before a click. */
  get isRefused(): boolean {
    return this.#output?.isRunning === false && this.#deps.now() - this.#askedAt > REFUSED_MS
  }
  /** To be called at every look: opens what is needed, reads its clock, and lets go of what is not. */
  look(isNeeded: boolean): void {
    if (isNeeded) {
      if (this.#output?.isBroken === true && this.#deps.now() - this.#askedAt > RENEWED_MS) this.#letGo()
      this.#stopIdle?.()
      this.#stopIdle = null
      this.#output ??= this.#open()
    } else if (this.#output) this.#stopIdle ??= this.#deps.after(IDLE_MS, () => this.#letGo())
    this.#output?.look()
  }
  /** From a click. */
  unblock(): void {
    this.#output?.resume()
  }
  /** The wish is another one, or a device came or went. */
  route(): void {
    this.#output?.route(this.#deps.sink())
  }
  async decode(bytes: ArrayBuffer): Promise<AudioBuffer> {
    // At the device's own rate, so that nothing is resampled while it plays.
    return await this.#deps.newOffline(this.#rate).decodeAudioData(bytes)
  }
  close(): void {
    this.#letGo()
  }

  #open(): Output | null {
    const context = this.#deps.newContext()
    if (!context) return null
    this.#rate = context.sampleRate
    this.#askedAt = this.#deps.now()
    const output = new Output({ context, now: this.#deps.now, onTrouble: this.#deps.onTrouble })
    const sink = this.#deps.sink()
    if (sink !== '') output.route(sink)
    return output
  }
  #letGo(): void {
    this.#stopIdle?.()
    this.#stopIdle = null
    this.#output?.close()
    this.#output = null
  }
}
