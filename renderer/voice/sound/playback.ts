import { Observable } from '../../api/observable.ts'
import type { CallEnvironment, Level, VoicePlayback } from '../ports.ts'
import { keepAwake } from './awake.ts'
import { levelOf } from './decibels.ts'
import { Amplifier } from './amplifier.ts'
import { type Talk, heard, silent } from './talk.ts'

export type PlaybackDeps = Pick<CallEnvironment, 'window' | 'preferences' | 'clock' | 'onTrouble'>
export const playVoices = (deps: PlaybackDeps): VoicePlayback => new Playback(deps)

/** How often levels are looked at: often enough for a ring that follows a voice. */
const LOOK_MS = 50
/** About 20 ms of samples, as far as a level goes back. */
const SAMPLES = 1_024
const nothing: Level = { subscribe: () => () => {}, getSnapshot: () => -Infinity }

type Voice = {
  element: HTMLAudioElement
  stream: MediaStream
  volume: number
  level: Observable<number>
  talk: Talk
  /** Not there before the first look. */
  meter: { source: MediaStreamAudioSourceNode; analyser: AnalyserNode } | null
}

/** Plays each voice through an element of its own; only above 100 % a voice goes through Web Audio as well. */
class Playback implements VoicePlayback {
  readonly #deps: PlaybackDeps
  readonly #speaking = new Observable<ReadonlySet<string>>(new Set())
  readonly #voices = new Map<string, Voice>()
  readonly #amplifier: Amplifier
  readonly #samples = new Float32Array(SAMPLES)
  readonly #stops: (() => void)[] = []
  /** For levels only: plays nothing, so that no device is kept busy. */
  #meters: AudioContext | null = null
  #isDeafened = false
  #sink = ''
  #stopLooking = () => {}

  constructor(deps: PlaybackDeps) {
    this.#deps = deps
    this.#amplifier = new Amplifier({
      ...deps,
      onChange: () => {
        for (const voice of this.#voices.values()) this.#apply(voice)
      },
    })
    this.#sink = deps.preferences.getSnapshot().voice_output ?? ''
    this.#stops.push(deps.preferences.subscribe(() => this.#follow()))
    if ('mediaDevices' in deps.window.navigator) {
      const { mediaDevices } = deps.window.navigator
      // The chosen output may have gone, or be back.
      const route = () => this.#routeAll()
      mediaDevices.addEventListener('devicechange', route)
      this.#stops.push(() => mediaDevices.removeEventListener('devicechange', route))
    }
    this.#look()
  }
  readonly subscribe = (listener: () => void) => this.#speaking.subscribe(listener)
  readonly getSnapshot = () => this.#speaking.getSnapshot()

  play({ sessionId, volume }: { userId: string; sessionId: string; volume: number }, stream: MediaStream): void {
    this.remove(sessionId)
    const element = this.#deps.window.document.createElement('audio')
    element.dataset['voice'] = sessionId
    element.hidden = true
    element.autoplay = true
    element.srcObject = stream
    const voice: Voice = { element, stream, volume, level: new Observable(-Infinity), talk: silent, meter: null }
    this.#voices.set(sessionId, voice)
    this.#apply(voice)
    this.#route(voice)
    this.#deps.window.document.body.append(element)
    this.#start(element)
  }
  remove(sessionId: string): void {
    const voice = this.#voices.get(sessionId)
    if (!voice) return
    this.#voices.delete(sessionId)
    voice.meter?.source.disconnect()
    this.#amplifier.remove(voice.stream)
    voice.element.srcObject = null
    voice.element.remove()
    voice.level.set(-Infinity)
    this.#tell()
  }
  setVolume(sessionId: string, volume: number): void {
    const voice = this.#voices.get(sessionId)
    if (!voice) return
    voice.volume = volume
    this.#apply(voice)
  }
  setDeafened(isDeafened: boolean): void {
    this.#isDeafened = isDeafened
    for (const voice of this.#voices.values()) this.#apply(voice)
  }
  level(sessionId: string): Level {
    return this.#voices.get(sessionId)?.level ?? nothing
  }
  close(): void {
    this.#stopLooking()
    for (const stop of this.#stops) stop()
    for (const id of this.#voices.keys()) this.remove(id)
    this.#amplifier.close()
    this.#meters?.close().catch(this.#deps.onTrouble)
    this.#meters = null
  }

  /** Above 100 % the element goes on playing, muted (Chromium takes sound from the network only for an element). */
  #apply({ element, stream, volume }: Voice): void {
    const isLoud = volume > 1 && !this.#isDeafened
    const isAmplified = isLoud && this.#amplifier.play(stream, volume)
    if (!isLoud) this.#amplifier.remove(stream)
    element.volume = Math.min(1, Math.max(0, volume))
    element.muted = this.#isDeafened || isAmplified
  }
  /** Browsers may want a touch before they play; joining was one, but not after a reload of theirs. */
  #start(element: HTMLAudioElement): void {
    element.play().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) {
        // Taken away while it began: nothing to be played any more.
        if (element.srcObject !== null) this.#deps.onTrouble(error)
        return
      }
      const again = () => this.#start(element)
      this.#deps.window.addEventListener('pointerdown', again, { once: true, capture: true })
      this.#deps.window.addEventListener('keydown', again, { once: true, capture: true })
    })
  }

  #follow(): void {
    const sink = this.#deps.preferences.getSnapshot().voice_output ?? ''
    if (sink === this.#sink) return
    this.#sink = sink
    this.#routeAll()
  }
  #routeAll(): void {
    for (const voice of this.#voices.values()) this.#route(voice)
    this.#amplifier.route(this.#sink)
  }
  /** To the chosen output, or to the system's while that is away. */
  #route({ element }: Voice): void {
    if (!('setSinkId' in element)) return
    element.setSinkId(this.#sink).catch(() => element.setSinkId('').catch(this.#deps.onTrouble))
  }

  #look(): void {
    this.#stopLooking = this.#deps.clock.after(LOOK_MS, () => this.#look())
    if (this.#voices.size === 0) return
    const now = this.#deps.clock.now()
    for (const voice of this.#voices.values()) {
      const db = this.#measure(voice)
      voice.level.set(db)
      voice.talk = heard(voice.talk, db, now)
    }
    this.#tell()
  }
  #measure(voice: Voice): number {
    const context = (this.#meters ??= this.#newMeters())
    if (!voice.meter) {
      if (voice.stream.getAudioTracks().length === 0) return -Infinity
      const source = new this.#deps.window.MediaStreamAudioSourceNode(context, { mediaStream: voice.stream })
      const analyser = new this.#deps.window.AnalyserNode(context, { fftSize: SAMPLES })
      source.connect(analyser)
      voice.meter = { source, analyser }
    }
    // One that stands still would give its last samples for ever.
    if (context.state !== 'running') return -Infinity
    voice.meter.analyser.getFloatTimeDomainData(this.#samples)
    return levelOf(this.#samples)
  }
  #newMeters(): AudioContext {
    const context = new this.#deps.window.AudioContext({ latencyHint: 'playback' })
    this.#stops.push(keepAwake(context, this.#deps.onTrouble))
    return context
  }
  #tell(): void {
    const now = [...this.#voices].flatMap(([id, { talk }]) => (talk.isTalking ? [id] : []))
    const before = this.#speaking.getSnapshot()
    if (now.length !== before.size || now.some((id) => !before.has(id))) this.#speaking.set(new Set(now))
  }
}
