import { Observable } from '../../api/observable.ts'
import type { Clock } from '../../api/clock.ts'
import type { RoomSocket } from '../../realtime/socket.ts'

/** How often the way there and back is measured, in milliseconds. */
const EVERY_MS = 15_000
/** At first more often: what is being loaded stands in the way of the first ones. */
const SOON_MS = 1_500
/** The best of the last few: what the way takes without what happened to be in it. */
const KEPT = 4

/** As much of `RoomSocket` as it needs. */
type Socket = Pick<RoomSocket, 'onEvent' | 'send' | 'subscribe'> & { getSnapshot(): { state: string } }

/** Milliseconds to the room and back over the open socket, measured while somebody watches; null while there is none. */
export class RoundTrip {
  readonly #live: { socket: Socket }
  readonly #clock: Clock
  readonly #value = new Observable<number | null>(null)
  #stops: (() => void)[] = []
  #watchers = 0
  #samples: number[] = []
  /** When the pings went out that have no answer yet: others measure over the same socket, by clocks of their own. */
  readonly #asked = new Set<number>()
  #stopTimer = () => {}

  constructor(deps: { live: { socket: Socket }; clock: Clock }) {
    this.#live = deps.live
    this.#clock = deps.clock
  }
  readonly getSnapshot = this.#value.getSnapshot
  readonly subscribe = (listener: () => void): (() => void) => {
    const stop = this.#value.subscribe(listener)
    if (this.#watchers++ === 0) this.#start()
    return () => {
      stop()
      if (--this.#watchers === 0) this.#stop()
    }
  }

  #start(): void {
    const { socket } = this.#live
    this.#stops = [
      socket.onEvent((event) => {
        if (event.type !== 'pong' || event.t0 === undefined || !this.#asked.delete(event.t0)) return
        this.#take(this.#clock.now() - event.t0)
      }),
      socket.subscribe(() => this.#follow()),
    ]
    this.#follow()
  }
  #stop(): void {
    this.#stopTimer()
    for (const stop of this.#stops) stop()
  }

  #follow(): void {
    this.#stopTimer()
    if (this.#live.socket.getSnapshot().state === 'open') this.#ask()
    else {
      this.#samples = []
      this.#asked.clear()
      this.#value.set(null)
    }
  }
  #ask(): void {
    const t0 = this.#clock.now()
    if (this.#live.socket.send({ type: 'ping', t0 })) this.#asked.add(t0)
    this.#stopTimer = this.#clock.after(this.#samples.length < KEPT ? SOON_MS : EVERY_MS, () => this.#ask())
  }
  #take(ms: number): void {
    this.#samples = [...this.#samples, Math.max(0, ms)].slice(-KEPT)
    this.#value.set(Math.round(Math.min(...this.#samples)))
  }
}
