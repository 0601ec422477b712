import { conflict, invalid, unknown } from '#protocol/errors.ts'
import type { QueueAction, Target } from './action.ts'
import { LEAST_LEAD_MS } from './lead.ts'
import {
  EMPTY_QUEUE,
  type Queue,
  type QueueItem,
  afterFailed,
  capped,
  currentOf,
  endsAt,
  positionAt,
  wakeAt,
} from './position.ts'

/** Further into an item than this, `prev` restarts it. */
const RESTART_SECS = 3
/** Older clients' audio may be this far from the room's clock when they say that a track has ended. */
const AROUND_END_MS = 2_000

/** All that the reducer is told besides what happens. */
export type Moment = {
  /** Milliseconds on the room's monotonic clock. */
  now: number
  /** How far ahead playing starts, in milliseconds, so that all start together. */
  leadMs: number
  /** From 0 to below 1. */
  random(): number
}

/** What comes from elsewhere than people: items, what their sources tell, and the clock. */
export type QueueChange =
  | { type: 'append'; item: QueueItem }
  /** One item turns out to be several (a playlist). The first takes its place, and its id. */
  | { type: 'expand'; id: string; items: readonly QueueItem[] }
  | { type: 'tell'; id: string; news: Partial<Omit<QueueItem, 'id' | 'url' | 'addedBy'>> }
  | { type: 'tick' }

/** What somebody does; `add` becomes `append` when its item has been made. */
export type Doing = Exclude<QueueAction, { type: 'add' }>

/**
 * The queue after something happened; the same object when nothing changed. Throws a Refusal for what cannot be done,
 * and then nothing changed either.
 */
export function reduce(queue: Queue, doing: Doing | QueueChange, moment: Moment): Queue {
  if ('rev' in doing && doing.rev !== undefined && doing.rev < queue.rev) {
    throw stale()
  }
  const { now } = moment
  switch (doing.type) {
    case 'append':
      return append(queue, doing.item, moment)
    case 'expand':
      return expand(queue, doing.id, doing.items, moment)
    case 'tell':
      return tell(queue, doing, moment)
    case 'tick':
      return tick(queue, moment)
    case 'play':
      if (queue.isPlaying || currentOf(queue) === null) return queue
      return transport({ ...queue, isPlaying: true }, moment)
    case 'pause':
      if (!queue.isPlaying) return queue
      return transport({ ...queue, isPlaying: false, position: positionAt(queue, now) }, moment)
    case 'seek':
      return seek(queue, doing, moment)
    case 'next':
      return next(queue, doing.rev, moment)
    case 'prev': {
      if (queue.index === null) return queue
      if (positionAt(queue, now) > RESTART_SECS) return goTo(queue, queue.index, moment)
      const last = queue.items.length - 1
      return goTo(queue, queue.index > 0 ? queue.index - 1 : queue.repeat === 'All' ? last : 0, moment)
    }
    case 'track':
      return goTo({ ...queue, isPlaying: true }, find(queue, doing.target), moment)
    case 'remove':
      return remove(queue, find(queue, doing.target), moment)
    case 'retry': {
      const item = queue.items[find(queue, doing.target)]
      if (item?.status !== 'error') return queue
      return tell(queue, { id: item.id, news: { status: 'grabbing', error: null, progress: null } }, moment)
    }
    case 'toggle_repeat': {
      // It changes neither what plays nor the order, so nobody's `next` becomes stale by it.
      const repeat = queue.repeat === 'Off' ? 'All' : queue.repeat === 'All' ? 'One' : 'Off'
      return { ...queue, repeat }
    }
    case 'move':
      return move(queue, find(queue, doing.target), doing.to)
    case 'shuffle':
      return shuffle(queue, moment.random)
    case 'clear':
      if (queue.items.length === 0) return queue
      return { ...EMPTY_QUEUE, repeat: queue.repeat, rev: queue.rev + 1 }
    default:
      return doing satisfies never
  }
}

const stale = () => conflict('stale', 'Somebody else was faster. Look at the queue and try again.')

/** A change of what plays: it counts, and the clock is set anew from `position`. */
const transport = (queue: Queue, moment: Moment): Queue =>
  setClock({ ...queue, rev: queue.rev + 1, startedAt: null, failedSince: null }, moment)

/** Lets the clock run exactly while a ready item should play, and notes since when a failed one does not. */
function setClock(queue: Queue, { now, leadMs }: Moment): Queue {
  const item = currentOf(queue)
  const position = capped(queue.position, item)
  const runs = queue.isPlaying && item?.status === 'ready'
  if (!runs) {
    const failed = queue.isPlaying && item?.status === 'error'
    return { ...queue, position, startedAt: null, failedSince: failed ? (queue.failedSince ?? now) : null }
  }
  return { ...queue, position, startedAt: queue.startedAt ?? now + leadMs, failedSince: null }
}

const goTo = (queue: Queue, index: number, moment: Moment): Queue => transport({ ...queue, index, position: 0 }, moment)

function append(queue: Queue, item: QueueItem, moment: Moment): Queue {
  const items = [...queue.items, item]
  if (queue.index !== null) return { ...queue, items }
  return transport({ ...queue, items, index: 0, isPlaying: true, position: 0 }, moment)
}

function expand(queue: Queue, id: string, entries: readonly QueueItem[], moment: Moment): Queue {
  const at = queue.items.findIndex((item) => item.id === id)
  const first = entries[0]
  if (at === -1 || first === undefined) return queue
  const items = queue.items.toSpliced(at, 1, { ...first, id }, ...entries.slice(1))
  const grown = entries.length - 1
  const index = queue.index !== null && queue.index > at ? queue.index + grown : queue.index
  const rev = grown > 0 ? queue.rev + 1 : queue.rev
  return setClock({ ...queue, items, index, rev }, moment)
}

function tell(queue: Queue, { id, news }: Omit<QueueChange & { type: 'tell' }, 'type'>, moment: Moment): Queue {
  const at = queue.items.findIndex((item) => item.id === id)
  const before = queue.items[at]
  if (before === undefined) return queue
  const items = queue.items.with(at, { ...before, ...news })
  if (at !== queue.index) return { ...queue, items }
  // What has been played counts by what was known while it played; then the clock starts again only if it stood.
  const after = items[at]
  if (queue.startedAt === null || after?.status === 'ready') return setClock({ ...queue, items }, moment)
  return setClock({ ...queue, items, position: positionAt(queue, moment.now), startedAt: null }, moment)
}

function seek(queue: Queue, { seconds, itemId }: Doing & { type: 'seek' }, moment: Moment): Queue {
  const item = currentOf(queue)
  if (itemId !== undefined && itemId !== item?.id) throw stale()
  if (item === null) throw conflict('nothing_plays', 'There is nothing to seek in.')
  if (item.duration > 0 && seconds > item.duration) {
    throw invalid('This is behind the end of the song.', 'seek_invalid')
  }
  return transport({ ...queue, position: seconds }, moment)
}

/** One on, as the repeat mode has it. */
function advance(queue: Queue, moment: Moment): Queue {
  if (queue.index === null) return queue
  if (queue.repeat === 'One') return goTo(queue, queue.index, moment)
  const isLast = queue.index === queue.items.length - 1
  if (!isLast) return goTo(queue, queue.index + 1, moment)
  return goTo({ ...queue, isPlaying: queue.repeat === 'All' && queue.isPlaying }, 0, moment)
}

/** The clock has moved on, nothing was done since, and what is heard is the end of the song before still. */
const isOnItsWay = ({ startedAt, advancedUntil }: Queue, now: number): boolean =>
  startedAt !== null && startedAt > now && advancedUntil === startedAt + AROUND_END_MS

function next(queue: Queue, rev: number | undefined, moment: Moment): Queue {
  if (queue.index === null) return queue
  if (isOnItsWay(queue, moment.now)) return queue
  // An older client: it says `next` when its audio ends, and so do the others.
  if (rev === undefined && queue.advancedUntil !== null && moment.now <= queue.advancedUntil) return queue
  // Of a song whose length nobody knows, every moment may be its end.
  const end = endsAt(queue) ?? (queue.startedAt === null ? null : moment.now)
  const isEnd = end !== null && end - moment.now <= AROUND_END_MS
  return { ...advance(queue, moment), advancedUntil: isEnd ? end + AROUND_END_MS : null }
}

function tick(queue: Queue, moment: Moment): Queue {
  const { now, leadMs } = moment
  const due = wakeAt(queue, leadMs)
  if (due === null || now < due) return queue
  if (queue.failedSince !== null) return goTo(queue, afterFailed(queue) ?? queue.index ?? 0, moment)
  const end = endsAt(queue) ?? now
  const moved = advance(queue, moment)
  if (now >= end) return { ...moved, advancedUntil: now + AROUND_END_MS }
  // Without a gap, where most still hear of it in time.
  const startedAt = Math.max(end, now + LEAST_LEAD_MS)
  return { ...moved, startedAt, advancedUntil: startedAt + AROUND_END_MS }
}

function remove(queue: Queue, at: number, moment: Moment): Queue {
  const items = queue.items.toSpliced(at, 1)
  const index = queue.index ?? 0
  if (items.length === 0) return { ...EMPTY_QUEUE, repeat: queue.repeat, rev: queue.rev + 1 }
  if (at < index) return { ...queue, items, index: index - 1, rev: queue.rev + 1 }
  if (at > index) return { ...queue, items, rev: queue.rev + 1 }
  // The one after slides in; after the last it is as at the end of the queue.
  if (at < items.length) return goTo({ ...queue, items }, at, moment)
  return goTo({ ...queue, items, isPlaying: queue.isPlaying && queue.repeat === 'All' }, 0, moment)
}

function move(queue: Queue, from: number, to: number): Queue {
  const moved = queue.items[from]
  if (moved === undefined || to >= queue.items.length) throw unknown('place in the queue')
  if (from === to) return queue
  return reorder(queue, queue.items.toSpliced(from, 1).toSpliced(to, 0, moved))
}

/** The current item comes first and plays on; the others follow in any order (Fisher and Yates). */
function shuffle(queue: Queue, random: () => number): Queue {
  const current = currentOf(queue)
  if (current === null || queue.items.length < 2) return queue
  const rest = queue.items.filter((item) => item !== current)
  for (let last = rest.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1))
    const [one, other] = [rest[last], rest[pick]]
    if (one && other) [rest[last], rest[pick]] = [other, one]
  }
  return reorder(queue, [current, ...rest])
}

function reorder(queue: Queue, items: readonly QueueItem[]): Queue {
  const current = currentOf(queue)
  return { ...queue, items, index: current === null ? null : items.indexOf(current), rev: queue.rev + 1 }
}

function find(queue: Queue, target: Target): number {
  const at = 'id' in target ? queue.items.findIndex((item) => item.id === target.id) : target.index
  if (at < 0 || at >= queue.items.length) throw unknown('item in the queue')
  return at
}
