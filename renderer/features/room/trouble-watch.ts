import type { Clock } from '../../api/clock.ts'
import { Observable } from '../../api/observable.ts'
import type { SocketState } from '../../realtime/socket.ts'
import { type Trouble, PATIENCE_MS, secondsUntil, troubleOf } from './connection.ts'

/** What the banner shows; `seconds` until the next try, null while one is under way. */
export type ShownTrouble = { kind: Trouble['kind']; seconds: number | null }

/** How often the countdown is looked at, in milliseconds. */
const TICK_MS = 250

type Source = { subscribe(listener: () => void): () => void; getSnapshot(): SocketState }

/** Follows a connection's trouble while somebody watches, and counts down to the next try. */
export class TroubleWatch {
  readonly #socket: Source
  readonly #clock: Clock
  readonly #value = new Observable<ShownTrouble | null>(null)
  #watchers = 0
  #since: number | null = null
  #stopSocket = () => {}
  #stopTimer = () => {}

  constructor(deps: { socket: Source; clock: Clock }) {
    this.#socket = deps.socket
    this.#clock = deps.clock
  }
  readonly getSnapshot = this.#value.getSnapshot
  readonly subscribe = (listener: () => void): (() => void) => {
    const stop = this.#value.subscribe(listener)
    if (this.#watchers++ === 0) {
      this.#stopSocket = this.#socket.subscribe(() => this.#look())
      this.#look()
    }
    return () => {
      stop()
      if (--this.#watchers > 0) return
      this.#stopSocket()
      this.#stopTimer()
    }
  }

  #look(): void {
    this.#stopTimer()
    const socket = this.#socket.getSnapshot()
    const now = this.#clock.now()
    if (socket.state === 'open' || socket.state === 'ended') this.#since = null
    else this.#since ??= now
    const trouble = troubleOf(socket, this.#since, now)
    this.#show(trouble && { kind: trouble.kind, seconds: trouble.until && secondsUntil(trouble.until, now) })
    if (this.#since === null) return
    const wait = Math.max(TICK_MS, this.#since + PATIENCE_MS - now)
    this.#stopTimer = this.#clock.after(wait, () => this.#look())
  }
  /** The same again is no news. */
  #show(next: ShownTrouble | null): void {
    const before = this.getSnapshot()
    if (before?.kind !== next?.kind || before?.seconds !== next?.seconds) this.#value.set(next)
  }
}
