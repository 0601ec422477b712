import { type GateRule, type GateView, createGate } from './gate-core.ts'
import { createLimiter } from './limiter-core.ts'

// The scope of an AudioWorklet (https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope), which TypeScript's
// libraries do not have.
declare const sampleRate: number
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void

/** How often the gate tells what it is at, in blocks of 128 samples: 20 times a second at 48 kHz. */
const TELL_EVERY = 19
type Blocks = readonly (readonly Float32Array[])[]
const nothing = new Float32Array(128)

/** `GateRule`s come in by the port, `GateView`s go out. Mono. */
class Gate extends AudioWorkletProcessor {
  readonly #gate = createGate(sampleRate)
  #untold = 0

  constructor() {
    super()
    this.port.addEventListener('message', (event: MessageEvent<GateRule>) => this.#gate.setRule(event.data))
    this.port.start()
  }
  process([input]: Blocks, [output]: Blocks): boolean {
    const out = output?.[0]
    if (out) this.#gate.process(input?.[0] ?? nothing, out)
    if (++this.#untold >= TELL_EVERY) {
      this.#untold = 0
      this.port.postMessage(this.#gate.view() satisfies GateView)
    }
    return true
  }
}

/** As many channels as come in, each by itself. */
class Limiter extends AudioWorkletProcessor {
  readonly #limiters: ReturnType<typeof createLimiter>[] = []

  process([input]: Blocks, [output]: Blocks): boolean {
    for (const [i, out] of (output ?? []).entries()) {
      const limiter = (this.#limiters[i] ??= createLimiter(sampleRate))
      limiter.process(input?.[i] ?? nothing, out)
    }
    return true
  }
}

registerProcessor('stuffchat-gate', Gate)
registerProcessor('stuffchat-limiter', Limiter)
