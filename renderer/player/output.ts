import { keepAwake } from '../voice/sound/awake.ts'
import { type Card, NO_CARD, middleOf, offsetOf, withLook } from './card-clock.ts'
import { routeTo } from './sink.ts'

export type OutputDeps = {
  context: AudioContext
  now(): number
  onTrouble(error: unknown): void
}

/** After its sound broke off for so long, what a stream says of its delay is wrong by up to 50 ms for a quarter of a minute (PulseAudio). */
const BROKEN_MS = 150
/** One that does not become steady is taken as it is after so long. */
const STEADY_MS = 1_000

/** Until it closes: one AudioContext, and when what it makes is heard. */
export class Output {
  readonly context: AudioContext
  readonly #deps: OutputDeps
  readonly #stopAwake: () => void
  #card: Card = NO_CARD
  /** When it was first looked at, and what the last look was at. */
  #since: number | null = null
  #seen: number | null = null
  #isClosed = false

  constructor(deps: OutputDeps) {
    this.#deps = deps
    this.context = deps.context
    this.#stopAwake = keepAwake(deps.context, deps.onTrouble)
  }
  get isRunning(): boolean {
    return !this.#isClosed && this.context.state === 'running'
  }
  get isClosed(): boolean {
    return this.#isClosed
  }
  /** Its clock is not to be trusted any more; a new one's is. */
  get isBroken(): boolean {
    return this.#card.brokeMs > BROKEN_MS
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
      this.#since = null
      return
    }
    // The two clocks in one breath: what comes between them is an error.
    const now = this.#deps.now()
    const stamp = 'getOutputTimestamp' in context ? context.getOutputTimestamp() : undefined
    const current = context.currentTime * 1_000
    // Several looks at one moment are one.
    const moment = stamp?.performanceTime ?? current
    if (current === 0 || moment === this.#seen) return
    this.#seen = moment
    this.#since ??= now
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
      now,
    )
  }
  /** Seconds of the context whose sound is heard at a time of the device; null while it does not run, or has just begun to. */
  timeAt(deviceMs: number): number | null {
    const offset = middleOf(this.#card)
    const isNew = this.#since === null || this.#deps.now() - this.#since < STEADY_MS
    return offset === null || (isNew && !this.#card.isSteady) ? null : (deviceMs + offset) / 1_000
  }
  route(sinkId: string): void {
    if (!this.#isClosed) routeTo(this.context, sinkId, this.#deps.onTrouble)
  }
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopAwake()
    this.context.close().catch(this.#deps.onTrouble)
  }
}
