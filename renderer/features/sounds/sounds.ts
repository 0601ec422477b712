import type { Clock } from '../../api/clock.ts'
import type { Preferences } from '../../app/preferences.ts'
import { RECIPES, type SoundName } from './recipes.ts'
import { type Tone, endOf, toneSchedule } from './schedule.ts'

export type SoundsDeps = {
  preferences: { getSnapshot(): Pick<Preferences, 'sounds' | 'sound_volume'> }
  /** Null where the device has no sound. */
  newContext(): AudioContext | null
  /** Browsers play nothing before the person has touched the page. */
  mayPlay(): boolean
  clock: Clock
  onTrouble(error: unknown): void
}

/** The same sound again so soon would only be noise, in milliseconds. */
const APART_MS = 250
/** A running context keeps the device's sound busy: it rests after so long. */
const REST_MS = 2_000
/** Exponential ramps never reach zero; this counts as silence. */
const SILENCE = 0.0001

/** The app's own sounds, synthesised when they are wanted. */
export class Sounds {
  readonly #deps: SoundsDeps
  readonly #playedAt = new Map<SoundName, number>()
  #context: AudioContext | null = null
  #stopRest = () => {}

  constructor(deps: SoundsDeps) {
    this.#deps = deps
  }
  /** True when it is heard: the person wants sounds, and the browser lets us. */
  play(name: SoundName): boolean {
    return this.#deps.preferences.getSnapshot().sounds && this.preview(name)
  }
  /** Plays it whatever the switch says, at the volume that is set: to try it. */
  preview(name: SoundName): boolean {
    const now = this.#deps.clock.now()
    if (!this.#deps.mayPlay()) return false
    if (now - (this.#playedAt.get(name) ?? -Infinity) < APART_MS) return true
    this.#context ??= this.#deps.newContext()
    const context = this.#context
    if (!context) return false
    this.#playedAt.set(name, now)
    this.#start(context, name).catch(this.#deps.onTrouble)
    return true
  }
  close(): void {
    this.#stopRest()
    this.#context?.close().catch(this.#deps.onTrouble)
    this.#context = null
  }

  async #start(context: AudioContext, name: SoundName): Promise<void> {
    this.#stopRest()
    if (context.state === 'suspended') await context.resume()
    if (context !== this.#context) return
    const tones = toneSchedule(RECIPES[name], this.#deps.preferences.getSnapshot().sound_volume, context.currentTime)
    for (const tone of tones) sound(context, tone)
    const lastsMs = Math.max(0, endOf(tones) - context.currentTime) * 1_000
    this.#stopRest()
    this.#stopRest = this.#deps.clock.after(lastsMs + REST_MS, () => {
      context.suspend().catch(this.#deps.onTrouble)
    })
  }
}

function sound(context: AudioContext, { hz, startAt, peakAt, stopAt, peak }: Tone): void {
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hz })
  const gain = new GainNode(context, { gain: 0 })
  gain.gain.setValueAtTime(SILENCE, startAt)
  gain.gain.linearRampToValueAtTime(peak, peakAt)
  gain.gain.exponentialRampToValueAtTime(SILENCE, stopAt)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(startAt)
  oscillator.stop(stopAt)
}
