import type { Backend, BackendTrouble } from './backend.ts'
import { DelayLine } from './delay-line.ts'
import type { Output } from './output.ts'

export type ElementBackendDeps = {
  /** With the song as its source; it is used up with the output that it first sounds by. */
  element: HTMLAudioElement
  output(): Output | null
  now(): number
  after(ms: number, run: () => void): () => void
  onTrouble(trouble: BackendTrouble): void
}

/**
 * The element runs ahead of what is heard by about so much, and a delay line makes up for what its beginning was off:
 * elements begin when they like, and only a position that has been looked at for a while is known.
 */
const AHEAD_S = 0.3
/** The longest delay. */
const MOST_AHEAD_S = 3
/** A seek is given so long. Where that or the lead was not enough, both are twice as long the next time. */
const SEEK_S = 0.15
const MOST_PATIENCE = 8
const SAME_S = 0.0005
/** Looks at where it is, before it is let be heard. */
const LOOKS = 7
const LOOK_MS = 25
/** What it says in its first moment is not believed. */
const SETTLE_MS = 60
const FADE_S = 0.012
/** A line that would leave the delay's range so soon begins anew. */
const EDGE_S = 0.02
/** A system that stops it again and again (a call on a phone) is not argued with more often. */
const RESUME_MS = 5_000

type Wired = { output: Output; line: DelayLine; fade: GainNode; level: GainNode }
/** The song's zero lies at the one time of the context, and it is heard from the other on. */
type Aim = { zero: number; from: number; patience: number }

/** A song that is too long for memory: a media element into the AudioContext, whose clock it is measured by. */
export class ElementBackend implements Backend {
  readonly kind = 'element'
  readonly #deps: ElementBackendDeps
  readonly #element: HTMLAudioElement
  #wired: Wired | null = null
  #aim: Aim | null = null
  /** How much longer than on a quick device all takes here. */
  #patience = 1
  #isBegun = false
  #isHeard = false
  /** What it was when it was looked at last. */
  #ran: number | null = null
  #level = 1
  #resumedAt = -Infinity
  #stopTimer = () => {}
  #isClosed = false

  constructor(deps: ElementBackendDeps) {
    this.#deps = deps
    this.#element = deps.element
    for (const name of ['seeked', 'canplay']) this.#element.addEventListener(name, this.#begin)
    this.#element.addEventListener('pause', this.#resume)
  }
  get end(): number | null {
    const { duration } = this.#element
    return Number.isFinite(duration) ? duration : null
  }
  start(at: number, position: number): void {
    this.stop()
    const output = this.#deps.output()
    const from = output?.timeAt(at) ?? null
    if (!output || from === null) return
    if (this.#wired && this.#wired.output !== output) {
      this.#deps.onTrouble('spent')
      return
    }
    this.#wired ??= this.#wire(output)
    this.#wired.level.gain.value = this.#level
    this.#prepare({ zero: from - position, from, patience: this.#patience })
  }
  stop(): void {
    this.#stopTimer()
    this.#aim = null
    this.#isBegun = false
    this.#isHeard = false
    this.#ran = null
    const wired = this.#wired
    if (!wired) return
    const { gain } = wired.fade
    gain.cancelScheduledValues(0)
    gain.setTargetAtTime(0, wired.output.context.currentTime, FADE_S / 3)
    this.#element.pause()
  }
  setRate(rate: number): void {
    if (this.#isHeard) this.#wired?.line.setRate(rate)
  }
  setLevel(level: number, withinMs: number): void {
    this.#level = level
    const wired = this.#wired
    if (!wired) return
    const { gain } = wired.level
    const { currentTime } = wired.output.context
    gain.cancelScheduledValues(currentTime)
    gain.setTargetAtTime(level, currentTime, withinMs / 3_000)
  }
  isLost(): boolean {
    return this.#wired?.output.isClosed === true
  }
  heardAt(now: number): number | null {
    const wired = this.#wired
    const time = wired?.output.timeAt(now) ?? null
    const { ended, duration } = this.#element
    // It has ended, and what is left of it is still on its way.
    const running = ended ? this.#ran : this.#running
    this.#ran = running
    if (!wired || !this.#isHeard || time === null || running === null) return null
    if (time < (this.#aim?.from ?? 0)) return null
    const position = running + time - wired.line.at(time)
    return ended && position >= duration ? null : position
  }
  close(): void {
    this.stop()
    this.#isClosed = true
    for (const name of ['seeked', 'canplay']) this.#element.removeEventListener(name, this.#begin)
    this.#element.removeEventListener('pause', this.#resume)
    this.#wired?.level.disconnect()
    // What it still fetches is given up.
    this.#element.removeAttribute('src')
    this.#element.load()
  }

  #wire(output: Output): Wired {
    const { context } = output
    const line = new DelayLine(context, MOST_AHEAD_S)
    const fade = new GainNode(context, { gain: 0 })
    const level = new GainNode(context, { gain: this.#level })
    const source = new MediaElementAudioSourceNode(context, { mediaElement: this.#element })
    source.connect(line.node).connect(fade).connect(level).connect(context.destination)
    return { output, line, fade, level }
  }
  /**
   * The element's position less the context's time; null while it does not run. Both move with each block that is made,
   * so that their difference is steady (Chromium).
   */
  get #running(): number | null {
    const { paused, seeking, ended, readyState, currentTime, HAVE_FUTURE_DATA } = this.#element
    if (paused || seeking || ended || readyState < HAVE_FUTURE_DATA || !this.#wired) return null
    return currentTime - this.#wired.output.context.currentTime
  }
  #isAt(position: number): boolean {
    return !this.#element.seeking && Math.abs(this.#element.currentTime - position) < SAME_S
  }
  /** Goes to where it is to be when it may begin, and waits for it there. */
  #prepare(aim: Aim): void {
    const wired = this.#wired
    if (!wired) return
    this.#isBegun = false
    const ahead = AHEAD_S * aim.patience
    const { currentTime } = wired.output.context
    const inTime = aim.from - ahead
    const soonest =
      inTime >= currentTime && this.#isAt(aim.from - aim.zero) ? currentTime : currentTime + SEEK_S * aim.patience
    const begins = Math.max(soonest, inTime)
    const position = Math.max(0, begins + ahead - aim.zero)
    // Before it, the delay line holds what was played last.
    this.#aim = { ...aim, from: position + aim.zero }
    this.#element.pause()
    if (!this.#isAt(position)) this.#element.currentTime = position
    this.#stopTimer()
    // Not at once: what is told of the seek before is still on its way.
    const wait = (begins - wired.output.context.currentTime) * 1_000
    this.#stopTimer = this.#deps.after(wait, () => this.#begin())
  }
  readonly #begin = (): void => {
    const { aim, element } = { aim: this.#aim, element: this.#element }
    const wired = this.#wired
    if (!aim || !wired || this.#isBegun || element.seeking || element.readyState < element.HAVE_FUTURE_DATA) return
    const early = element.currentTime + aim.zero - AHEAD_S * aim.patience - wired.output.context.currentTime
    if (early > 0.005) {
      this.#stopTimer()
      this.#stopTimer = this.#deps.after(early * 1_000, () => this.#begin())
      return
    }
    this.#isBegun = true
    element.play().then(
      () => {
        if (this.#aim === aim) this.#stopTimer = this.#deps.after(SETTLE_MS, () => this.#measure(aim, []))
      },
      (error: unknown) => {
        if (this.#aim !== aim || this.#isClosed) return
        const name = error instanceof DOMException ? error.name : ''
        if (name === 'AbortError') {
          // Paused from outside before it began.
          this.#again(aim)
          return
        }
        this.stop()
        this.#deps.onTrouble(name === 'NotAllowedError' ? 'blocked' : 'failed')
      },
    )
  }
  /** Somebody else paused it: a system, a key, an extension of the browser. */
  readonly #resume = (): void => {
    const { aim, element } = { aim: this.#aim, element: this.#element }
    // What was paused here is not begun at that time, or was begun again since.
    if (aim && this.#isBegun && element.paused && !element.ended) this.#again(aim)
  }
  #again(aim: Aim): void {
    this.stop()
    const wait = Math.max(0, this.#resumedAt + RESUME_MS - this.#deps.now())
    this.#stopTimer = this.#deps.after(wait, () => {
      this.#resumedAt = this.#deps.now()
      this.#prepare({ ...aim, patience: this.#patience })
    })
  }
  #measure(aim: Aim, looks: readonly number[]): void {
    if (this.#aim !== aim) return
    const look = this.#running
    const all = look === null ? looks : [...looks, look]
    if (all.length < LOOKS) {
      this.#stopTimer = this.#deps.after(LOOK_MS, () => this.#measure(aim, all))
      return
    }
    const middle = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
    this.#align(aim, middle + aim.zero)
  }
  /** `delay`: what the element is ahead by, which is what has to be waited for. */
  #align(aim: Aim, delay: number): void {
    const wired = this.#wired
    if (!wired) return
    if (delay < EDGE_S || delay > MOST_AHEAD_S - EDGE_S) {
      this.#patience = Math.min(MOST_PATIENCE, aim.patience * 2)
      this.#prepare({ ...aim, patience: this.#patience })
      return
    }
    wired.line.set(delay)
    const when = Math.max(wired.output.context.currentTime + FADE_S, aim.from)
    const { gain } = wired.fade
    gain.cancelScheduledValues(0)
    gain.setValueAtTime(0, when).linearRampToValueAtTime(1, when + FADE_S)
    this.#isHeard = true
  }
}
