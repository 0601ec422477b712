import type { EventOf } from '#protocol/events.ts'
import type { Message } from '#protocol/messages.ts'

/**
 * A message as it is kept: beside its own `change`, how new its text and its reactions are. The room tells of edits and
 * reactions apart, and what was read (a page) may be older or newer than what was heard (an event).
 */
export type Kept = Message & { readonly content_change: number; readonly reactions_change: number }
export type Change = EventOf<'message_edited'> | EventOf<'message_deleted'> | EventOf<'reaction_updated'>

/**
 * The loaded part of a channel's history: everything from `from` to `to` by `seq` that has not been deleted. Merging is
 * commutative and idempotent, so that events and pages may come in any order and more than once.
 */
export type ChannelWindow = {
  /** By seq, oldest first. */
  readonly messages: readonly Kept[]
  /** The lowest seq covered; 0: from the beginning. Infinity: nothing has been loaded yet. */
  readonly from: number
  /** The highest seq covered; null: up to now, new messages belong in here. */
  readonly to: number | null
  /** What came behind `to`, for when the two meet; at most `AHEAD`, the newest. */
  readonly ahead: readonly Kept[]
  /** The highest seq that `ahead` had to drop, else 0. */
  readonly dropped: number
  /** The highest change in the last page of the newest messages: what it did not have by then was deleted by then. */
  readonly as_of: number
  /** Ids of deleted messages: a page that was on its way may still have them. The newest `REMEMBERED`. */
  readonly gone: ReadonlySet<string>
  /** News of messages that are not here: a page that was on its way may have them older. The newest `REMEMBERED`. */
  readonly early: readonly Patch[]
}
type Patch = { readonly id: string; readonly change: number } & (
  | { readonly kind: 'text'; readonly content: string | null; readonly edited_at: string | null }
  | { readonly kind: 'reactions'; readonly reactions: Message['reactions'] }
)
export const AHEAD = 200
const REMEMBERED = 1_000

export const emptyWindow: ChannelWindow = {
  messages: [],
  from: Infinity,
  to: 0,
  ahead: [],
  dropped: 0,
  as_of: 0,
  gone: new Set(),
  early: [],
}

/** `latest`, `before`, `around`: newest first. `after`: oldest first. As the room sends them. */
export type PageKind = 'latest' | 'before' | 'around' | 'after'

/** Takes in a page of history. `isWhole`: the room had no more in that direction. */
export function withPage(
  window: ChannelWindow,
  kind: PageKind,
  page: readonly Message[],
  isWhole: boolean,
): ChannelWindow {
  const seqs = page.map((message) => message.seq)
  const lowest = seqs.length > 0 ? Math.min(...seqs) : Infinity
  const highest = seqs.length > 0 ? Math.max(...seqs) : 0
  if (kind === 'latest' || kind === 'around') {
    const from = kind === 'latest' && isWhole ? 0 : lowest
    const as_of = kind === 'latest' ? Math.max(window.as_of, ...page.map((message) => message.change)) : window.as_of
    const fresh = { ...window, messages: [], from, to: highest, as_of }
    const ids = new Set(page.map((message) => message.id))
    // What was here may be newer than the page, by an event; what the page ought to have and has not is gone.
    const isNewer = (message: Kept) => message.seq > highest && (kind === 'around' || message.change > as_of)
    const before = [...window.messages, ...window.ahead].filter((one) => ids.has(one.id) || isNewer(one))
    const merged = merge(fresh, [...before, ...page])
    return kind === 'latest' ? joined(merged, highest) : merged
  }
  if (kind === 'before') return merge({ ...window, from: isWhole ? 0 : Math.min(window.from, lowest) }, page)
  const to = window.to === null ? null : Math.max(window.to, highest)
  const merged = merge({ ...window, to }, page)
  return isWhole && to !== null ? joined(merged, to) : merged
}

/** The window has reached the newest message, unless some that came meanwhile were dropped. */
function joined(window: ChannelWindow, reached: number): ChannelWindow {
  if (window.dropped > reached) return window
  return merge({ ...window, to: null, ahead: [], dropped: 0 }, window.ahead)
}

/** Takes in messages as the room stored them: new ones, answers to own calls, changes caught up with. */
export function withMessages(window: ChannelWindow, messages: readonly Message[]): ChannelWindow {
  const gone = messages.filter((message) => message.deleted_at !== undefined).map((message) => message.id)
  const isHere = (id: string) => [window.messages, window.ahead].some((list) => list.some((one) => one.id === id))
  // Told late: the page was read after it, and its deletion.
  const isLate = ({ id, seq, change }: Message) => change <= window.as_of && seq >= window.from && !isHere(id)
  const live = messages.filter((message) => message.deleted_at === undefined && !isLate(message))
  return merge(gone.length > 0 ? without(window, gone) : window, live)
}

export function withChange(window: ChannelWindow, event: Change): ChannelWindow {
  if (event.type === 'message_deleted') return without(window, [event.id])
  const { change } = event
  const patch: Patch =
    event.type === 'message_edited'
      ? { kind: 'text', id: event.id, change, content: event.content, edited_at: event.edited_at }
      : { kind: 'reactions', id: event.message_id, change, reactions: event.reactions }
  if (window.gone.has(patch.id)) return window
  const within = (list: readonly Kept[]) => {
    const at = list.findIndex((message) => message.id === patch.id)
    const before = list[at]
    return before === undefined ? null : list.with(at, patched(before, patch))
  }
  const messages = within(window.messages)
  if (messages) return { ...window, messages }
  const ahead = within(window.ahead)
  if (ahead) return { ...window, ahead }
  return { ...window, early: remembered(window.early, [patch]) }
}

const remembered = (early: readonly Patch[], more: readonly Patch[]) => [...early, ...more].slice(-REMEMBERED)
const patchesOf = (message: Kept): Patch[] => [
  {
    kind: 'text',
    id: message.id,
    change: message.content_change,
    content: message.content,
    edited_at: message.edited_at,
  },
  { kind: 'reactions', id: message.id, change: message.reactions_change, reactions: message.reactions },
]

function without(window: ChannelWindow, ids: readonly string[]): ChannelWindow {
  const gone = new Set([...window.gone, ...ids].slice(-REMEMBERED))
  const keep = (list: readonly Kept[]) =>
    list.some((message) => ids.includes(message.id)) ? list.filter((message) => !ids.includes(message.id)) : list
  return { ...window, gone, messages: keep(window.messages), ahead: keep(window.ahead) }
}

function patched(message: Kept, patch: Patch): Kept {
  const change = Math.max(message.change, patch.change)
  if (patch.kind === 'text') {
    if (patch.change <= message.content_change) return message
    return { ...message, change, content: patch.content, edited_at: patch.edited_at, content_change: patch.change }
  }
  if (patch.change <= message.reactions_change) return message
  return { ...message, change, reactions: patch.reactions, reactions_change: patch.change }
}

/** The newer text and the newer reactions of two states of one message. */
function mergeTwo(one: Kept, other: Kept): Kept {
  const text = other.content_change > one.content_change ? other : one
  const reactions = other.reactions_change > one.reactions_change ? other : one
  // A whole state is right in everything, so that the newer one also brings what no event tells (file URLs).
  const whole = other.change >= one.change ? other : one
  return {
    ...whole,
    change: Math.max(one.change, other.change),
    content: text.content,
    edited_at: text.edited_at,
    content_change: text.content_change,
    reactions: reactions.reactions,
    reactions_change: reactions.reactions_change,
  }
}

const isKept = (message: Message | Kept): message is Kept => 'content_change' in message
const keptOf = (message: Message | Kept): Kept =>
  isKept(message) ? message : { ...message, content_change: message.change, reactions_change: message.change }

function merge(window: ChannelWindow, incoming: readonly (Message | Kept)[]): ChannelWindow {
  const candidates = incoming.filter((message) => !window.gone.has(message.id)).map(keptOf)
  if (candidates.length === 0) return window
  const [first] = candidates
  if (first && candidates.length === 1) {
    // The usual cases, without sorting a list that may be long: the next message, or one told twice.
    if (isNextIn(window, first)) return { ...window, messages: [...window.messages, first] }
    const at = window.messages.findLastIndex((message) => message.id === first.id)
    const before = window.messages[at]
    if (before) {
      const merged = mergeTwo(before, first)
      return isSame(before, merged) ? window : { ...window, messages: window.messages.with(at, merged) }
    }
  }
  const here = new Map(window.messages.map((message) => [message.id, message]))
  const ahead = new Map(window.ahead.map((message) => [message.id, message]))
  const early = Map.groupBy(window.early, (patch) => patch.id)
  const outside: Patch[] = []
  for (const message of candidates) {
    const isAhead = window.to !== null && message.seq > window.to
    if (!isAhead && message.seq < window.from) {
      outside.push(...patchesOf(message))
      continue
    }
    const pot = isAhead ? ahead : here
    // What was ahead is here once the two have met.
    const before = pot.get(message.id) ?? ahead.get(message.id)
    const kept = (early.get(message.id) ?? []).reduce(patched, before ? mergeTwo(before, message) : message)
    early.delete(message.id)
    if (!isAhead) ahead.delete(message.id)
    pot.set(message.id, kept)
  }
  const behind = bySeq(ahead)
  const overflow = behind.slice(0, Math.max(0, behind.length - AHEAD))
  return {
    ...window,
    messages: bySeq(here),
    ahead: behind.slice(overflow.length),
    dropped: Math.max(window.dropped, overflow.at(-1)?.seq ?? 0),
    early: remembered([...early.values()].flat(), [...outside, ...overflow.flatMap(patchesOf)]),
  }
}
/** By its counters: the same ones mean the same state. */
const isSame = (one: Kept, other: Kept): boolean =>
  one.change === other.change &&
  one.content_change === other.content_change &&
  one.reactions_change === other.reactions_change
/** A new message at the end, of which nothing else has been told yet. */
const isNextIn = (window: ChannelWindow, message: Kept): boolean =>
  window.to === null &&
  message.seq >= window.from &&
  message.seq > (window.messages.at(-1)?.seq ?? 0) &&
  !window.early.some((patch) => patch.id === message.id)
const bySeq = (messages: ReadonlyMap<string, Kept>): Kept[] =>
  [...messages.values()].toSorted((one, other) => one.seq - other.seq)
