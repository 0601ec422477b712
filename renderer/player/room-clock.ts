import type { Event } from '#protocol/events.ts'
import type { Clock } from '../api/clock.ts'
import { Observable } from '../api/observable.ts'
import { type Estimate, type Filter, type Probe, estimateAt, purest, withProbe } from './clock-filter.ts'

export type RoomClockDeps = {
  /** As much of `RoomSocket` as it needs. */
  socket: {
    send(command: { type: 'ping'; t0: number }): boolean
    onEvent(listener: (event: Event) => void): () => void
    subscribe(listener: () => void): () => void
    getSnapshot(): { state: string; metadata?: { server_epoch_ms: number } }
  }
  /** Milliseconds of a clock that nobody can set (`performance.now`). */
  now(): number
  after: Clock['after']
  /** The network changed or the machine woke up; gives its unsubscribe. */
  wake(listener: () => void): () => void
}

/** A burst is so many probes, so far apart: one that waited for something is outdone by the others. */
const BURST = { probes: 8, apartMs: 40 }
/** The first bursts follow each other quickly; then a clock is only kept. */
const FIRST = { bursts: 4, everyMs: 1_000 }
const KEPT_EVERY_MS = 5_000
/** A pong that takes so long belongs to no burst any more. */
const LATE_MS = 2_000
/** Rooms that were started so far apart are two; the same one's beginning only moves with its wall clock. */
const SAME_EPOCH_MS = 20

/** What time it is in the room, by probes over the WebSocket; `null` until the first burst is done. */
export class RoomClock {
  readonly #deps: RoomClockDeps
  readonly #estimate = new Observable<Estimate | null>(null)
  readonly #stops: (() => void)[]
  #filter: Filter | null = null
  #probes: Probe[] = []
  /** Those that were sent and have not come back. */
  readonly #waiting = new Set<number>()
  #stopTimer = () => {}
  #bursts = 0
  #isOpen = false
  #epochMs: number | null = null

  constructor(deps: RoomClockDeps) {
    this.#deps = deps
    this.#stops = [
      deps.socket.onEvent((event) => this.#hear(event)),
      deps.socket.subscribe(() => this.#watch()),
      deps.wake(() => this.#again()),
    ]
    this.#watch()
  }
  readonly subscribe = this.#estimate.subscribe
  readonly getSnapshot = this.#estimate.getSnapshot
  /** The room's time at a time of this device, in milliseconds of its monotonic clock; null while it is unknown. */
  roomTime(deviceMs: number): number | null {
    return this.#filter && deviceMs + estimateAt(this.#filter, deviceMs).offsetMs
  }
  /** The machine slept, or the network is another one: what is known may be wrong. */
  wake(): void {
    this.#again()
  }
  /** The device's time at a time of the room, the other way round. */
  deviceTime(roomMs: number): number | null {
    if (!this.#filter) return null
    // The offset moves by less than a ten-thousandth of what lies between.
    const near = roomMs - estimateAt(this.#filter, this.#deps.now()).offsetMs
    return roomMs - estimateAt(this.#filter, near).offsetMs
  }
  close(): void {
    this.#stopTimer()
    for (const stop of this.#stops) stop()
  }

  #watch(): void {
    const { state, metadata } = this.#deps.socket.getSnapshot()
    const isOpen = state === 'open'
    if (isOpen === this.#isOpen) return
    this.#isOpen = isOpen
    if (!isOpen) {
      this.#stopTimer()
      return
    }
    const epochMs = metadata?.server_epoch_ms ?? null
    const isSame = epochMs !== null && this.#epochMs !== null && Math.abs(epochMs - this.#epochMs) < SAME_EPOCH_MS
    this.#epochMs = epochMs
    // Another process may answer now, whose clock began anew.
    if (isSame) this.#again()
    else this.#forget()
  }
  /** Measures as at first, with what is known still in use: it is outdone at once when it is wrong. */
  #again(): void {
    this.#bursts = 0
    if (this.#isOpen) this.#burst()
  }
  #forget(): void {
    this.#filter = null
    this.#again()
  }

  #burst(): void {
    this.#stopTimer()
    this.#probes = []
    this.#waiting.clear()
    this.#bursts++
    this.#send(BURST.probes)
  }
  #send(left: number): void {
    if (left === 0) {
      this.#stopTimer = this.#deps.after(Math.max(BURST.apartMs, 4 * (this.#filter?.rtt ?? 50)), () => this.#judge())
      return
    }
    const t0 = this.#deps.now()
    // JSON keeps every digit of it, so it also names the probe.
    if (this.#deps.socket.send({ type: 'ping', t0 })) this.#waiting.add(t0)
    this.#stopTimer = this.#deps.after(BURST.apartMs, () => this.#send(left - 1))
  }
  #hear(event: Event): void {
    if (event.type !== 'pong' || event.t0 === undefined || event.t1 === undefined || event.t2 === undefined) return
    const { t0, t1, t2 } = event
    const t3 = this.#deps.now()
    if (!this.#waiting.delete(t0) || t3 - t0 > LATE_MS) return
    this.#probes.push({ t0, t1, t2, t3 })
    // All are back: who has just come need not wait any longer.
    if (this.#probes.length === BURST.probes) this.#judge()
  }
  #judge(): void {
    this.#stopTimer()
    const best = purest(this.#probes)
    this.#probes = []
    if (best) {
      const { filter, verdict } = withProbe(this.#filter, best)
      this.#filter = filter
      if (verdict === 'jump') this.#bursts = 0
      this.#estimate.set(estimateAt(filter, this.#deps.now()))
    }
    const wait = this.#bursts < FIRST.bursts ? FIRST.everyMs : KEPT_EVERY_MS
    this.#stopTimer = this.#deps.after(wait, () => this.#burst())
  }
}
