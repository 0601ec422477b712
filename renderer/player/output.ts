import { type Card, NO_CARD, middleOf, offsetOf, withLook } from './card-clock.ts'
import { routeTo } from './sink.ts'

export type OutputDeps = {
  context: AudioContext
  now(): number
  onTrouble(error: unknown): void
}

/** Until it closes: one AudioContext, and when what it makes is heard. */
export class Output {
  readonly context: AudioContext
  readonly #deps: OutputDeps
  #card: Card = NO_CARD
  #isClosed = false

  constructor(deps: OutputDeps) {
    this.#deps = deps
    this.context = deps.context
    this.resume()
  }
  get isRunning(): boolean {
    return !this.#isClosed && this.context.state === 'running'
  }
  /** Asked for from a click, a browser that refused before agrees. It may also never answer. */
  resume(): void {
    if (!this.#isClosed && this.context.state !== 'running') this.context.resume().catch(this.#deps.onTrouble)
  }
  /** Looks at the card's clock; several times a second. */
  look(): void {
    const { context } = this
    if (!this.isRunning) {
      this.#card = NO_CARD
      return
    }
    // The two clocks in one breath: what comes between them is an error.
    const now = this.#deps.now()
    const stamp = 'getOutputTimestamp' in context ? context.getOutputTimestamp() : undefined
    const current = context.currentTime * 1_000
    if (current === 0) return
    const latency = ('outputLatency' in context ? context.outputLatency : 0) || context.baseLatency
    this.#card = withLook(
      this.#card,
      offsetOf({
        now,
        current,
        stamp:
          stamp?.contextTime === undefined || stamp.performanceTime === undefined
            ? undefined
            : { context: stamp.contextTime * 1_000, device: stamp.performanceTime },
        latency: latency * 1_000,
      }),
    )
  }
  /** Seconds of the context whose sound is heard at a time of the device; null while it does not run. */
  timeAt(deviceMs: number): number | null {
    const offset = middleOf(this.#card)
    return offset === null ? null : (deviceMs + offset) / 1_000
  }
  route(sinkId: string): void {
    if (!this.#isClosed) routeTo(this.context, sinkId, this.#deps.onTrouble)
  }
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.context.close().catch(this.#deps.onTrouble)
  }
}
