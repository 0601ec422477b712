import type { CallEnvironment } from '../ports.ts'
import { FILES } from './files.ts'

type Deps = Pick<CallEnvironment, 'window' | 'preferences' | 'onTrouble'> & {
  /** What `play` says may be another thing now. */
  onChange(): void
}
type Amplified = { source: MediaStreamAudioSourceNode; gain: GainNode }

/** Voices above 100 %: each louder by its own gain, all together through a limiter. */
export class Amplifier {
  readonly #deps: Deps
  readonly #voices = new Map<MediaStream, Amplified>()
  #context: AudioContext | null = null
  #limiter: AudioWorkletNode | null = null
  #isBroken = false

  constructor(deps: Deps) {
    this.#deps = deps
  }
  /** False while it cannot: it is being loaded, the system stopped it, there are no worklets. Then the voice stays at 100 %. */
  play(stream: MediaStream, volume: number): boolean {
    if (this.#isBroken) return false
    const context = (this.#context ??= this.#open())
    const known = this.#voices.get(stream)
    if (known) known.gain.gain.value = volume
    else if (stream.getAudioTracks().length > 0) {
      const source = new this.#deps.window.MediaStreamAudioSourceNode(context, { mediaStream: stream })
      const gain = new this.#deps.window.GainNode(context, { gain: volume })
      source.connect(gain)
      if (this.#limiter) gain.connect(this.#limiter)
      this.#voices.set(stream, { source, gain })
    }
    return this.#limiter !== null && context.state === 'running' && this.#voices.has(stream)
  }
  remove(stream: MediaStream): void {
    const voice = this.#voices.get(stream)
    voice?.source.disconnect()
    voice?.gain.disconnect()
    this.#voices.delete(stream)
  }
  /** `''`: the system's output. */
  route(sinkId: string): void {
    const context = this.#context
    if (!context || !hasSink(context)) return
    context.setSinkId(sinkId).catch(() => context.setSinkId('').catch(this.#deps.onTrouble))
  }
  close(): void {
    for (const stream of this.#voices.keys()) this.remove(stream)
    this.#context?.close().catch(this.#deps.onTrouble)
    this.#context = null
  }

  #open(): AudioContext {
    const context = new this.#deps.window.AudioContext({ latencyHint: 'interactive' })
    context.addEventListener('statechange', () => {
      if (this.#context !== context) return
      if (context.state !== 'running') context.resume().catch(this.#deps.onTrouble)
      this.#deps.onChange()
    })
    this.#load(context).catch((error: unknown) => {
      this.#isBroken = true
      this.#deps.onTrouble(error)
    })
    return context
  }
  async #load(context: AudioContext): Promise<void> {
    await context.audioWorklet.addModule(FILES.voiceWorklet)
    if (this.#context !== context) return
    this.#limiter = new this.#deps.window.AudioWorkletNode(context, 'stuffchat-limiter')
    this.#limiter.connect(context.destination)
    for (const { gain } of this.#voices.values()) gain.connect(this.#limiter)
    this.route(this.#deps.preferences.getSnapshot().voice_output ?? '')
    await context.resume()
    this.#deps.onChange()
  }
}

/** Not in every browser, and not in TypeScript's libraries: https://webaudio.github.io/web-audio-api/#dom-audiocontext-setsinkid */
type WithSink = AudioContext & { setSinkId(id: string): Promise<void> }
const hasSink = (context: AudioContext): context is WithSink => 'setSinkId' in context
