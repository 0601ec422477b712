import { CODES, CYCLE_S, PERIOD_S } from './bursts.ts'
import type { Arrival } from './finder.ts'

/** A span of the recording, in seconds. */
export type Span = { from: number; to: number }
/** What each client played, by client, in the order of time. */
export type Heard = readonly (readonly Arrival[])[]
export type Comparison = {
  /** How many pairs of the same burst were compared, and how many bursts of somebody were missed at somebody else's. */
  pairs: number
  missing: number
  /** Of the differences between two clients, without sign. */
  p95Ms: number
  maxMs: number
  /** By how much each is later than the first one in the middle (median). */
  lateMs: number[]
}

const within =
  ({ from, to }: Span) =>
  (arrival: Arrival) =>
    arrival.at >= from && arrival.at < to

/** So far around a span its bursts are looked for: what somebody played before they sought is none of them. */
const AROUND_S = 2.5

/** Each burst at each pair of clients. Nearest in time counts, so somebody who is seconds off is found to be that. */
export function compare(all: Heard, span: Span): Comparison {
  const heard = all.map((one) => one.filter(within({ from: span.from - AROUND_S, to: span.to + AROUND_S })))
  const differences = heard.flatMap((one, at) => heard.slice(at + 1).flatMap((other) => pairsOf(one, other, span)))
  // Those that only the other one heard.
  const unheard = heard.flatMap((one, at) =>
    heard.slice(at + 1).flatMap((other) => pairsOf(other, one, span).filter(({ lateS }) => lateS === null)),
  )
  const ms = differences.flatMap(({ lateS }) => (lateS === null ? [] : [Math.abs(lateS) * 1_000]))
  return {
    pairs: ms.length,
    missing: differences.length - ms.length + unheard.length,
    p95Ms: quantile(ms, 0.95),
    maxMs: quantile(ms, 1),
    lateMs: heard.map((other) => {
      const lates = pairsOf(heard[0] ?? [], other, span).flatMap(({ lateS }) => (lateS === null ? [] : [lateS]))
      return quantile(lates, 0.5) * 1_000
    }),
  }
}

/** Seconds from the beginning of the span until all are within `ms` of each other, and stay so to its end; null: never. */
export function inStepAfter(heard: Heard, span: Span, ms: number): number | null {
  const step = 0.1
  // Too little at the end says nothing.
  for (let from = span.from; from <= span.to - 4 * PERIOD_S; from += step) {
    const { pairs, missing, maxMs } = compare(heard, { from, to: span.to })
    if (pairs > 0 && missing === 0 && maxMs <= ms) return firstOf(heard, from) - span.from
  }
  return null
}

/** Where somebody's song did not simply go on: gave or took more than `ms` from one burst to the next. */
export function jumps(arrivals: readonly Arrival[], span: Span, ms: number): { at: number; byMs: number }[] {
  const inside = arrivals.filter(within(span))
  return inside.slice(1).flatMap((arrival, before) => {
    const last = inside[before]
    if (!last) return []
    const steps = (arrival.code - last.code + CODES) % CODES
    const byMs = (arrival.at - last.at - steps * PERIOD_S) * 1_000
    return Math.abs(byMs) > ms ? [{ at: arrival.at, byMs }] : []
  })
}

/** From 0 (the least) to 1 (the most), of values in any order; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length - 1))] ?? sorted[0] ?? NaN
}

const firstOf = (heard: Heard, from: number): number =>
  Math.max(...heard.map((arrivals) => arrivals.find(({ at }) => at >= from)?.at ?? Infinity))

/** For each burst of one in the span: how much later the other had it; null: not at all, half a cycle around. */
function pairsOf(one: readonly Arrival[], other: readonly Arrival[], span: Span): { lateS: number | null }[] {
  const byCode = Map.groupBy(other, ({ code }) => code)
  return one.filter(within(span)).map(({ at, code }) => {
    const lates = (byCode.get(code) ?? []).map((arrival) => arrival.at - at)
    const nearest = lates.reduce((best, late) => (Math.abs(late) < Math.abs(best) ? late : best), Infinity)
    return { lateS: Math.abs(nearest) < CYCLE_S / 2 ? nearest : null }
  })
}
