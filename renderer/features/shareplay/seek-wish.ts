import type { Clock } from '../../api/clock.ts'
import { Observable } from '../../api/observable.ts'

/** Keys that follow each other so quickly are one wish. */
const SETTLED_MS = 300
/** What was wished is shown so long at most; by then the room has moved everybody there, or never will. */
const SHOWN_MS = 2_000

type Place = { readonly itemId: string; readonly seconds: number }
export type SeekWishDeps = {
  clock: Clock
  seek(itemId: string, seconds: number): unknown
}

/**
 * Where in a song one points, until what plays is there. Whatever began in one song is never meant for the next: a drag
 * that goes on while the songs change is dropped.
 */
export class SeekWish {
  readonly #deps: SeekWishDeps
  readonly #shown = new Observable<Place | null>(null)
  /** What one last took hold of it by, and in which song. */
  #hold: { itemId: string; by: 'pointer' | 'key' } | null = null
  /** Keys have moved it there, and may move it on. */
  #moving: Place | null = null
  #stopSend = () => {}
  #stopShow = () => {}

  constructor(deps: SeekWishDeps) {
    this.#deps = deps
  }
  readonly subscribe = this.#shown.subscribe
  /** Null: nothing is wished. */
  readonly getSnapshot = this.#shown.getSnapshot

  /** A hand or a key takes hold of it, before anything moves. */
  take(itemId: string, by: 'pointer' | 'key'): void {
    // What keys have left is one wish, what a hand does then another.
    if (by === 'pointer') this.#flush()
    this.#hold = { itemId, by }
  }
  /** It is moved there, and not let go of. */
  point(itemId: string, seconds: number): void {
    if (this.#hold?.itemId !== itemId) return
    this.#stopShow()
    this.#shown.set({ itemId, seconds })
  }
  /** It stays there: a hand has let go of it, or a key was pressed. */
  settle(itemId: string, seconds: number): void {
    if (this.#hold?.itemId !== itemId) return
    this.point(itemId, seconds)
    this.#stopShow = this.#deps.clock.after(SHOWN_MS, () => this.#shown.set(null))
    this.#stopSend()
    this.#moving = { itemId, seconds }
    if (this.#hold.by === 'pointer') this.#flush()
    else this.#stopSend = this.#deps.clock.after(SETTLED_MS, () => this.#flush())
  }
  /** Nothing is shown any more; what keys have left is sent. */
  close(): void {
    this.#flush()
    this.#hold = null
    this.#stopShow()
    this.#shown.set(null)
  }

  #flush(): void {
    const place = this.#moving
    this.#stopSend()
    this.#moving = null
    if (place !== null) this.#deps.seek(place.itemId, place.seconds)
  }
}
