import type { Clock } from '../../api/clock.ts'
import { Observable } from '../../api/observable.ts'
import type { VoiceSource } from '../../voice/ports.ts'

/** How long one speaks to hear oneself, in milliseconds. */
export const RECORD_MS = 5_000

export type TestView = {
  /** Null while the microphone is closed. */
  source: VoiceSource | null
  isOpening: boolean
  step: 'none' | 'recording' | 'playing'
}
/** A recording: `stop` gives what there is, `cancel` throws it away. */
export type Recording = { stop(): Promise<Blob>; cancel(): void }
export type MicrophoneTestDeps = {
  open(): Promise<VoiceSource>
  record(track: MediaStreamTrack): Recording
  /** Plays it to its end, unless it is stopped before. */
  play(sound: Blob): { ended: Promise<void>; stop(): void }
  clock: Clock
  onTrouble(error: unknown): void
}

/**
 * Tries the microphone as a call would use it, and lets one hear oneself as others would. It is open from `start` to
 * `stop`, and at no other time.
 */
export class MicrophoneTest {
  readonly #deps: MicrophoneTestDeps
  readonly #view = new Observable<TestView>({ source: null, isOpening: false, step: 'none' })
  /** Tells what began before the last stop. */
  #turn = 0
  #endStep = () => {}

  constructor(deps: MicrophoneTestDeps) {
    this.#deps = deps
  }
  readonly subscribe = this.#view.subscribe
  readonly getSnapshot = this.#view.getSnapshot

  readonly start = (): void => {
    const { source, isOpening } = this.getSnapshot()
    if (source || isOpening) return
    const mine = ++this.#turn
    this.#set({ isOpening: true })
    this.#deps.open().then(
      (opened) => {
        if (mine !== this.#turn) return opened.close()
        // Nobody holds a key only to see whether the device works.
        opened.setTalkKey(true)
        this.#set({ source: opened, isOpening: false })
      },
      (error: unknown) => {
        if (mine === this.#turn) this.#set({ isOpening: false })
        this.#deps.onTrouble(error)
      },
    )
  }
  readonly stop = (): void => {
    this.#turn++
    this.#endStep()
    this.getSnapshot().source?.close()
    this.#view.set({ source: null, isOpening: false, step: 'none' })
  }
  /** Records for a while, then plays it. Again while that goes on: ends it. */
  readonly hear = (): void => {
    const { source, step } = this.getSnapshot()
    if (step !== 'none') return this.#endStep()
    const track = source?.track
    if (!track) return
    const recording = this.#deps.record(track)
    const stopTimer = this.#deps.clock.after(RECORD_MS, () => {
      this.#endStep = () => this.#rest()
      recording.stop().then((sound) => this.#play(sound), this.#deps.onTrouble)
    })
    this.#set({ step: 'recording' })
    this.#endStep = () => {
      stopTimer()
      recording.cancel()
      this.#rest()
    }
  }

  #play(sound: Blob): void {
    if (this.getSnapshot().step !== 'recording') return
    const playing = this.#deps.play(sound)
    this.#set({ step: 'playing' })
    this.#endStep = () => {
      playing.stop()
      this.#rest()
    }
    playing.ended.then(
      () => this.getSnapshot().step === 'playing' && this.#endStep(),
      (error: unknown) => {
        this.#endStep()
        this.#deps.onTrouble(error)
      },
    )
  }
  #rest(): void {
    this.#endStep = () => {}
    this.#set({ step: 'none' })
  }
  #set(part: Partial<TestView>): void {
    this.#view.set({ ...this.getSnapshot(), ...part })
  }
}
