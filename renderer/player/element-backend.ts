import type { Backend, BackendTrouble } from './backend.ts'

export type ElementBackendDeps = {
  /** With the song as its source. */
  element: HTMLAudioElement
  now(): number
  after(ms: number, run: () => void): () => void
  /** What `play()` takes until there is sound: learned here, and of use for the next song, too. */
  playCost: { ms: number }
  onTrouble(trouble: BackendTrouble): void
}

/** A seek is given so long at first, then twice as long each time that it was not enough. */
const SEEK_MS = { first: 150, most: 1_200 }
/** Later than this at the moment to begin: further in would be better. */
const LATE_MS = 25
/** What the element says of its position is believed so long after it began. */
const SETTLE_MS = 250
const LEARNING = 0.7
/**
 * Up to here a rate may be heard as another pitch (a tenth of a semitone), which is exact. Beyond it the pitch is kept by
 * stretching, in windows whose length leaves some milliseconds open, and which ignores the smallest rates (Chromium).
 */
const PLAIN_RATE = 0.0065
const MOST_COST_MS = 400
const LEVEL_EVERY_MS = 25

type Aim = { at: number; position: number; seekMs: number }

/** A song that is too long for memory: a media element, begun at a moment that it was prepared for. */
export class ElementBackend implements Backend {
  readonly kind = 'element'
  readonly #deps: ElementBackendDeps
  readonly #element: HTMLAudioElement
  #aim: Aim | null = null
  /** When it was told to play; null while it was not. */
  #begun: { at: number; aim: Aim; isLearned: boolean } | null = null
  #stopTimer = () => {}
  #stopLevel = () => {}
  #isClosed = false

  constructor(deps: ElementBackendDeps) {
    this.#deps = deps
    this.#element = deps.element
    for (const name of ['seeked', 'canplay']) this.#element.addEventListener(name, this.#arm)
  }
  start(at: number, position: number): void {
    this.#prepare(at, position, SEEK_MS.first)
  }
  stop(): void {
    this.#stopTimer()
    this.#aim = null
    this.#begun = null
    this.#element.pause()
  }
  setRate(rate: number): void {
    const element = this.#element
    if (!this.#begun || Math.abs(element.playbackRate - rate) < 5e-5) return
    element.preservesPitch = Math.abs(rate - 1) > PLAIN_RATE
    element.playbackRate = rate
  }
  setLevel(level: number, withinMs: number): void {
    this.#stopLevel()
    const from = this.#element.volume
    const steps = Math.max(1, Math.round(withinMs / LEVEL_EVERY_MS))
    const step = (done: number) => {
      this.#element.volume = Math.min(1, Math.max(0, from + ((level - from) * done) / steps))
      if (done < steps) this.#stopLevel = this.#deps.after(LEVEL_EVERY_MS, () => step(done + 1))
    }
    step(1)
  }
  isLost(): boolean {
    return false
  }
  heardAt(now: number): number | null {
    const begun = this.#begun
    const element = this.#element
    if (!begun || element.paused || element.seeking || element.ended) return null
    if (element.readyState < element.HAVE_FUTURE_DATA || now - begun.at < SETTLE_MS) return null
    const position = element.currentTime
    if (!begun.isLearned) {
      begun.isLearned = true
      const behindMs = (begun.aim.position - position) * 1_000 + (now - begun.aim.at) * element.playbackRate
      // A page that stood still, or a source that ran dry: no matter of `play()`.
      if (Math.abs(behindMs) < MOST_COST_MS)
        this.#deps.playCost.ms = clamp(this.#deps.playCost.ms + LEARNING * behindMs, 0, MOST_COST_MS)
    }
    return position
  }
  close(): void {
    this.stop()
    this.#stopLevel()
    this.#isClosed = true
    for (const name of ['seeked', 'canplay']) this.#element.removeEventListener(name, this.#arm)
    // What it still fetches is given up.
    this.#element.removeAttribute('src')
    this.#element.load()
  }

  /** Goes to where the room will be when it may begin, and waits there. */
  #prepare(at: number, position: number, seekMs: number): void {
    this.stop()
    const { now } = this.#deps
    const later = Math.max(0, now() + seekMs + this.#deps.playCost.ms - at)
    this.#aim = { at: at + later, position: position + later / 1_000, seekMs }
    this.#element.playbackRate = 1
    const isThere = Math.abs(this.#element.currentTime - this.#aim.position) < 0.0005
    if (!isThere) this.#element.currentTime = this.#aim.position
    this.#arm()
  }
  readonly #arm = (): void => {
    const aim = this.#aim
    const element = this.#element
    if (!aim || this.#begun || element.seeking || element.readyState < element.HAVE_FUTURE_DATA) return
    this.#stopTimer()
    const wait = aim.at - this.#deps.playCost.ms - this.#deps.now()
    if (wait < -LATE_MS && aim.seekMs < SEEK_MS.most) {
      this.#prepare(aim.at, aim.position, aim.seekMs * 2)
      return
    }
    this.#stopTimer = this.#deps.after(Math.max(0, wait), () => this.#begin(aim))
  }
  #begin(aim: Aim): void {
    if (this.#aim !== aim) return
    this.#begun = { at: this.#deps.now(), aim, isLearned: false }
    this.#element.play().catch((error: unknown) => {
      if (this.#aim !== aim || this.#isClosed) return
      const isBlocked = error instanceof DOMException && error.name === 'NotAllowedError'
      this.stop()
      this.#deps.onTrouble(isBlocked ? 'blocked' : 'failed')
    })
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))
