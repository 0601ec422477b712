import type { Message } from '#protocol/messages.ts'
import type { Clock } from '../api/clock.ts'
import { isPassing } from '../api/errors.ts'
import { backoffMs } from './backoff.ts'

export type CatchUpDeps = {
  /** A page of `changed_after`, oldest change first. */
  fetchChanges(channelId: string, after: number, limit: number): Promise<Message[]>
  apply(channelId: string, messages: Message[]): void
  /** The channel cannot be caught up with: it is gone for us, or the room refuses. */
  onRefused(channelId: string, error: unknown): void
  clock: Clock
  random(): number
  /** Messages a page, at most 200. */
  limit?: number
}
type Progress = {
  /** Every change up to this one has been applied. */
  through: number
  /** The highest change heard on this connection while earlier ones may still be missing. */
  heard: number
  phase: 'stale' | 'running' | 'in_step'
}
const LIMIT = 200
const AT_ONCE = 3
const BACKOFF = { baseMs: 1_000, capMs: 30_000 }

/**
 * Knows, for each loaded channel, up to which change it is complete, and closes the gap after every reconnect. Events go
 * into the cache at once, because merging minds no order; what they may not do before the gap is closed is move the mark.
 */
export class CatchUp {
  readonly #deps: CatchUpDeps
  readonly #limit: number
  readonly #channels = new Map<string, Progress>()
  /** Channels whose events this connection has been promised. */
  readonly #live = new Set<string>()
  readonly #queue: string[] = []
  readonly #timers = new Set<() => void>()
  #running = 0
  /** Counts connections, so that what a former one began moves no mark of this one. */
  #epoch = 0
  #isClosed = false

  constructor(deps: CatchUpDeps) {
    this.#deps = deps
    this.#limit = deps.limit ?? LIMIT
  }

  /** A channel has been loaded, complete up to this change in all that it shows. */
  track(channelId: string, through: number): void {
    this.#channels.set(channelId, { through, heard: through, phase: 'stale' })
    this.#enqueue(channelId)
  }
  untrack(channelId: string): void {
    this.#channels.delete(channelId)
  }
  /** From now on this connection hears everything of the channel. */
  confirmed(channelId: string): void {
    this.#live.add(channelId)
    this.#enqueue(channelId)
  }
  /** An event with a change has been applied. */
  heard(channelId: string, change: number): void {
    const progress = this.#channels.get(channelId)
    if (!progress) return
    if (progress.phase === 'in_step') progress.through = Math.max(progress.through, change)
    else progress.heard = Math.max(progress.heard, change)
  }
  disconnected(): void {
    this.#epoch++
    this.#live.clear()
    this.#queue.length = 0
    this.#stopTimers()
    for (const progress of this.#channels.values()) {
      progress.phase = 'stale'
      progress.heard = progress.through
    }
  }
  /** True when nothing that the room has told can be missing. */
  isInStep(channelId: string): boolean {
    return this.#channels.get(channelId)?.phase === 'in_step'
  }
  through(channelId: string): number | undefined {
    return this.#channels.get(channelId)?.through
  }
  close(): void {
    this.#isClosed = true
    this.disconnected()
    this.#channels.clear()
  }

  #enqueue(channelId: string): void {
    const progress = this.#channels.get(channelId)
    if (!progress || progress.phase !== 'stale' || !this.#live.has(channelId)) return
    if (!this.#queue.includes(channelId)) this.#queue.push(channelId)
    this.#pump()
  }
  #pump(): void {
    while (this.#running < AT_ONCE && !this.#isClosed) {
      const channelId = this.#queue.shift()
      const progress = channelId === undefined ? undefined : this.#channels.get(channelId)
      if (channelId === undefined) return
      if (!progress || progress.phase !== 'stale') continue
      this.#running++
      progress.phase = 'running'
      void this.#run(channelId, progress, this.#epoch, 0).finally(() => {
        this.#running--
        this.#pump()
      })
    }
  }
  async #run(channelId: string, progress: Progress, epoch: number, failures: number): Promise<void> {
    const isOurs = () => this.#epoch === epoch && this.#channels.get(channelId) === progress
    try {
      for (;;) {
        const page = await this.#deps.fetchChanges(channelId, progress.through, this.#limit)
        if (!isOurs()) return
        this.#deps.apply(channelId, page)
        progress.through = Math.max(progress.through, ...page.map((message) => message.change))
        if (page.length < this.#limit) break
      }
      progress.through = Math.max(progress.through, progress.heard)
      progress.phase = 'in_step'
    } catch (error) {
      if (!isOurs()) return
      progress.phase = 'stale'
      if (isPassing(error)) this.#again(channelId, progress, epoch, failures)
      else this.#deps.onRefused(channelId, error)
    }
  }
  #again(channelId: string, progress: Progress, epoch: number, failures: number): void {
    const stop = this.#deps.clock.after(backoffMs(failures, this.#deps.random, BACKOFF), () => {
      this.#timers.delete(stop)
      if (this.#epoch !== epoch || progress.phase !== 'stale') return
      progress.phase = 'running'
      void this.#run(channelId, progress, epoch, failures + 1)
    })
    this.#timers.add(stop)
  }
  #stopTimers(): void {
    for (const stop of this.#timers) stop()
    this.#timers.clear()
  }
}
