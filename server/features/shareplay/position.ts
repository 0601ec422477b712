import type { RepeatMode } from '#protocol/shareplay.ts'

export type ItemStatus = 'pending' | 'grabbing' | 'downloading' | 'ready' | 'error'
export type QueueItem = {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly artist: string | null
  /** Seconds; 0 until it is known. */
  readonly duration: number
  readonly status: ItemStatus
  /** From 0 to 1; null when nobody knows. */
  readonly progress: number | null
  /** A sentence for people. */
  readonly error: string | null
  readonly hasCover: boolean
  readonly addedBy: string
}

/** What a channel plays together. All times are milliseconds on the room's monotonic clock. */
export type Queue = {
  readonly items: readonly QueueItem[]
  /** Null exactly when there are no items. */
  readonly index: number | null
  readonly isPlaying: boolean
  /** Where the current item stood when the clock was last set, in seconds. */
  readonly position: number
  /** Since when the clock runs, perhaps slightly ahead; null while it stands. */
  readonly startedAt: number | null
  readonly repeat: RepeatMode
  /** Counts changes of what plays and of the order. */
  readonly rev: number
  /** Until then a `next` without `rev` means the advance that has been made already. */
  readonly advancedUntil: number | null
  /** Since when the current item is one that failed while it should play. */
  readonly failedSince: number | null
}

export const EMPTY_QUEUE: Queue = {
  items: [],
  index: null,
  isPlaying: false,
  position: 0,
  startedAt: null,
  repeat: 'Off',
  rev: 0,
  advancedUntil: null,
  failedSince: null,
}

/** How long a failed item is shown as the current one before the next that is ready plays. */
const FAILED_MS = 3_000
/**
 * So much may a timer, the way, a device's output and a media element that has to begin take together, and the next item
 * still begins when the one before ends.
 */
const LATE_MS = 250
/** Whoever hears of it later than others comes late and in step: nobody loses more of a song because of them. */
const MOST_EARLY_MS = 600

export const currentOf = (queue: Queue): QueueItem | null =>
  queue.index === null ? null : (queue.items[queue.index] ?? null)

/** Seconds into the current item; never beyond its end where that is known. */
export function positionAt(queue: Queue, now: number): number {
  const since = queue.startedAt === null ? 0 : Math.max(0, now - queue.startedAt) / 1000
  return capped(queue.position + since, currentOf(queue))
}
export const capped = (seconds: number, item: QueueItem | null): number =>
  item !== null && item.duration > 0 ? Math.min(seconds, item.duration) : seconds

/** When the current item ends by the clock; null while it stands or nobody knows how long it is. */
export function endsAt(queue: Queue): number | null {
  const item = currentOf(queue)
  if (queue.startedAt === null || item === null || item.duration <= 0) return null
  return queue.startedAt + (item.duration - queue.position) * 1000
}

/** The item that comes after the current one by itself; null where that is none, or the same once more. */
function followerOf({ items, index, repeat }: Queue): QueueItem | null {
  if (index === null || repeat === 'One' || items.length < 2) return null
  return items[index + 1] ?? (repeat === 'All' ? (items[0] ?? null) : null)
}

/**
 * When `tick` has something to do; null when only somebody's action or a source can change anything. An item that is
 * followed by a ready one is left before its end, so that all have heard of the other when it begins, at that very end.
 */
export function wakeAt(queue: Queue, leadMs: number): number | null {
  const end = endsAt(queue)
  if (end !== null && queue.startedAt !== null) {
    if (followerOf(queue)?.status !== 'ready') return end
    return Math.max(queue.startedAt, end - Math.min(leadMs, MOST_EARLY_MS) - LATE_MS)
  }
  if (queue.failedSince === null || afterFailed(queue) === null) return null
  return queue.failedSince + FAILED_MS
}

/**
 * What plays instead of a failed item: the nearest after it that has not failed, provided one after it is ready. With
 * `All` the ones before follow, too.
 */
export function afterFailed(queue: Queue): number | null {
  if (queue.index === null) return null
  const count = queue.items.length
  const span = queue.repeat === 'All' ? count - 1 : count - 1 - queue.index
  const order = Array.from({ length: span }, (_, step) => ((queue.index ?? 0) + 1 + step) % count)
  if (!order.some((at) => queue.items[at]?.status === 'ready')) return null
  return order.find((at) => queue.items[at]?.status !== 'error') ?? null
}
