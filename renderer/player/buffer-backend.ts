import type { Backend } from './backend.ts'
import type { Output } from './output.ts'

export type BufferBackendDeps = {
  /** The one that is open now; null while there is none. */
  output(): Output | null
  buffer: AudioBuffer
  now(): number
}

/** The card's next block is being made already: nothing begins sooner. */
const SOONEST_S = 0.03
const FADE_S = 0.012
/** Web Audio renders blocks of 128 samples, and a rate changes with a block. */
const BLOCK = 128
/** Lines that may still be heard: rates change a few times in the card's delay. */
const LINES = 16

/** From a time of the context on, `position` and on at `rate`. */
type Line = { when: number; position: number; rate: number }
type Playing = { output: Output; source: AudioBufferSourceNode; fade: GainNode; level: GainNode; lines: Line[] }

/** A song in memory, scheduled to the sample on the AudioContext. */
export class BufferBackend implements Backend {
  readonly kind = 'buffer'
  readonly #deps: BufferBackendDeps
  #playing: Playing | null = null
  #level = 1

  constructor(deps: BufferBackendDeps) {
    this.#deps = deps
  }
  get end(): number {
    return this.#deps.buffer.duration
  }
  start(at: number, position: number): void {
    this.stop()
    const output = this.#deps.output()
    const wished = output?.timeAt(at) ?? null
    if (!output || wished === null) return
    const { context } = output
    const soonest = context.currentTime + SOONEST_S
    const when = Math.max(wished, soonest)
    const from = Math.max(0, position + when - wished)
    const { buffer } = this.#deps
    if (from >= buffer.duration) return
    const source = new AudioBufferSourceNode(context, { buffer })
    // From within the song a wave would begin with a step, which is a crack.
    const isInside = from > 0
    const fade = new GainNode(context, { gain: isInside ? 0 : 1 })
    if (isInside) fade.gain.setValueAtTime(0, when).linearRampToValueAtTime(1, when + FADE_S)
    const level = new GainNode(context, { gain: this.#level })
    source.connect(fade).connect(level).connect(context.destination)
    source.start(when, from)
    this.#playing = { output, source, fade, level, lines: [{ when, position: from, rate: 1 }] }
  }
  stop(): void {
    const playing = this.#playing
    this.#playing = null
    if (!playing) return
    const { fade, source, level, output } = playing
    const { currentTime } = output.context
    fade.gain.cancelScheduledValues(currentTime)
    fade.gain.setTargetAtTime(0, currentTime, FADE_S / 3)
    source.stop(currentTime + 2 * FADE_S)
    source.addEventListener('ended', () => level.disconnect(), { once: true })
  }
  setRate(rate: number): void {
    const playing = this.#playing
    const last = playing?.lines.at(-1)
    if (!playing || !last || Math.abs(rate - last.rate) < 1e-6) return
    const { context } = playing.output
    const block = BLOCK / context.sampleRate
    const when = Math.ceil((context.currentTime + SOONEST_S) / block) * block
    if (when <= last.when) return
    playing.source.playbackRate.setValueAtTime(rate, when)
    playing.lines.push({ when, position: onLine(last, when), rate })
    if (playing.lines.length > LINES) playing.lines.shift()
  }
  setLevel(level: number, withinMs: number): void {
    this.#level = level
    const playing = this.#playing
    if (!playing) return
    const { gain } = playing.level
    const { currentTime } = playing.output.context
    gain.cancelScheduledValues(currentTime)
    gain.setTargetAtTime(level, currentTime, withinMs / 3_000)
  }
  isLost(): boolean {
    return this.#playing?.output.isClosed === true
  }
  heardAt(now: number): number | null {
    const playing = this.#playing
    const time = playing?.output.timeAt(now) ?? null
    if (!playing || time === null || !playing.output.isRunning) return null
    const line = playing.lines.findLast(({ when }) => when <= time)
    if (!line) return null
    const position = onLine(line, time)
    return position < this.#deps.buffer.duration ? position : null
  }
  close(): void {
    this.stop()
  }
}

const onLine = (line: Line, time: number): number => line.position + (time - line.when) * line.rate
