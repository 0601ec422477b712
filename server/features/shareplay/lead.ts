/** Connections of a channel; `rttMs` is null before the first ping came back. */
export type Audience = readonly { sessionId: string; rttMs: number | null }[]

export const LEAST_LEAD_MS = 400
/** A connection that hangs must not make all others wait: it comes late and in step. */
const MOST_MS = 3_000

/** How far ahead playing starts, in milliseconds: all have heard of it by then and have begun to load. */
export function leadFor(audience: Audience): number {
  const slowest = Math.max(0, ...audience.map(({ rttMs }) => rttMs ?? 0))
  return Math.min(MOST_MS, Math.max(LEAST_LEAD_MS, 1.5 * slowest + 200))
}
