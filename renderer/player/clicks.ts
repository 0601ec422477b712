import type { Output } from './output.ts'

export type ClicksDeps = {
  output(): Output | null
  now(): number
  /** The room's time, and back. */
  roomTime(deviceMs: number): number | null
  deviceTime(roomMs: number): number | null
  nudgeMs(): number
}

/** A click is made when it is nearer than this: a nudge is heard with one of the next ones. */
const AHEAD_MS = 700
const CLICK = { seconds: 0.012, hertz: 1_800, gain: 0.5 }

/** Clicks at whole seconds of the room's time. To be looked at several times a second. */
export class Clicks {
  readonly #deps: ClicksDeps
  #last: number | null = null
  #click: AudioBuffer | null = null

  constructor(deps: ClicksDeps) {
    this.#deps = deps
  }
  look(): void {
    const { output: open, now, roomTime, deviceTime, nudgeMs } = this.#deps
    const output = open()
    const room = roomTime(now() + AHEAD_MS)
    if (!output || room === null) return
    const second = Math.floor(room / 1_000)
    if (this.#last !== null && second <= this.#last) return
    const device = deviceTime(second * 1_000)
    const when = device === null ? null : output.timeAt(device - nudgeMs())
    if (when === null || when <= output.context.currentTime) return
    this.#last = second
    this.#play(output.context, when)
  }

  #play(context: AudioContext, when: number): void {
    const buffer = (this.#click ??= clickFor(context.sampleRate))
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(context.destination)
    source.start(when)
  }
}

/** A short tone that begins with its loudest wave and dies away. */
function clickFor(sampleRate: number): AudioBuffer {
  const samples = Float32Array.from({ length: Math.round(CLICK.seconds * sampleRate) }, (_, at) => {
    const time = at / sampleRate
    return CLICK.gain * Math.sin(2 * Math.PI * CLICK.hertz * time) * Math.exp((-6 * time) / CLICK.seconds)
  })
  const buffer = new AudioBuffer({ length: samples.length, sampleRate })
  buffer.copyToChannel(samples, 0)
  return buffer
}
