import type { ShareplayReports } from '../../realtime/apply-event.ts'

type Hears = ShareplayReports[string]['state']
/** A device that listens; `errorMs`: how far its sound is ahead of the room (+) or behind it, null while it makes none. */
export type Listener = { sessionId: string; userId: string; errorMs: number | null; state: Hears }

/** The scale goes so far to each side, in milliseconds; what lies beyond stands at its end. */
const SCALE_MS = 50
/** So far apart one begins to hear it. */
const LATE_MS = 25

export const isLate = (errorMs: number): boolean => Math.abs(errorMs) > LATE_MS
/** Where on the scale, from 0 to 1. */
export const placeOnScale = (errorMs: number): number => 0.5 + Math.min(1, Math.max(-1, errorMs / SCALE_MS)) / 2

/** All who tell, by name. Those whose report is older than the room keeps telling are away. */
const STALE_MS = 15_000
export function listenersOf(reports: ShareplayReports, now: number, nameOf: (userId: string) => string): Listener[] {
  return Object.entries(reports)
    .filter(([, { at }]) => now - at < STALE_MS)
    .map(([sessionId, { user_id, error_ms, state }]) => ({
      sessionId,
      userId: user_id,
      errorMs: error_ms === null ? null : Math.round(error_ms),
      state,
    }))
    .toSorted((one, other) => nameOf(one.userId).localeCompare(nameOf(other.userId)))
}

/** The two that are farthest apart, in milliseconds; null while fewer than two make sound. */
export function spreadOf(listeners: readonly Listener[]): number | null {
  const errors = listeners.flatMap(({ errorMs }) => (errorMs === null ? [] : [errorMs]))
  return errors.length < 2 ? null : Math.max(...errors) - Math.min(...errors)
}
