import type { Desktop } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { sentenceOf } from '../api/errors.ts'
import { Observable } from '../api/observable.ts'

/** `failure`: why nobody can look around, in a sentence. */
export type Around = { rooms: readonly NearbyRoom[]; failure: string | null }

/** Of how many that have gone the place is kept; strangers can make up as many as they like. */
const MAX_PLACES = 1_000

export type NearbyDeps = {
  /** Null in a browser, which cannot look around. */
  desktop: Pick<Desktop, 'nearby' | 'on'> | null
  onFound(rooms: readonly NearbyRoom[]): void
  onTrouble(error: unknown): void
}

/** The rooms on this network, as long as somebody wants to know. Those that were there first come first, and stay there. */
export class Nearby {
  readonly #deps: NearbyDeps
  readonly #around = new Observable<Around>({ rooms: [], failure: null })
  /** Which place each identity had when it was first seen: rows must not move under the pointer. */
  readonly #places = new Map<string, number>()
  readonly #stopHearing: () => void
  #watchers = 0

  constructor(deps: NearbyDeps) {
    this.#deps = deps
    this.#stopHearing = deps.desktop?.on('nearby_changed', (rooms) => this.#see(rooms)) ?? (() => {})
  }
  readonly subscribe = this.#around.subscribe
  readonly getSnapshot = this.#around.getSnapshot

  /** Looks around until the returned function is called. */
  watch(): () => void {
    this.#watchers += 1
    if (this.#watchers === 1) this.#want(true)
    let isDone = false
    return () => {
      if (isDone) return
      isDone = true
      this.#watchers -= 1
      if (this.#watchers === 0) this.#want(false)
    }
  }
  close(): void {
    this.#stopHearing()
    if (this.#watchers > 0) this.#want(false)
    this.#watchers = 0
  }

  #want(wanted: boolean): void {
    this.#deps.desktop?.nearby.watch({ wanted }).then(
      (rooms) => {
        if (wanted) this.#see(rooms)
      },
      (error: unknown) => {
        this.#deps.onTrouble(error)
        if (wanted) this.#around.set({ rooms: [], failure: sentenceOf(error) })
      },
    )
  }
  #see(rooms: readonly NearbyRoom[]): void {
    if (this.#places.size > MAX_PLACES) {
      const there = this.getSnapshot().rooms
      this.#places.clear()
      for (const [index, { identity }] of there.entries()) this.#places.set(identity, index)
    }
    for (const { identity } of rooms) if (!this.#places.has(identity)) this.#places.set(identity, this.#places.size)
    const place = ({ identity }: NearbyRoom) => this.#places.get(identity) ?? 0
    this.#around.set({ rooms: rooms.toSorted((a, b) => place(a) - place(b)), failure: null })
    this.#deps.onFound(rooms)
  }
}
