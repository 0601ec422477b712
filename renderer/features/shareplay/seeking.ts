import { clockText } from '../voice/duration.ts'

/** Seconds that an arrow key moves on the position. */
const ARROW_SECS = 5

export const secondsText = (seconds: number): string => clockText(seconds * 1_000)

/** Where the slider stands: what one points at goes before what plays, and nothing beyond the end. */
export function shownSeconds(at: { wished: number | null; position: number | null; duration: number }): number {
  const seconds = at.wished ?? at.position ?? 0
  return at.duration > 0 ? Math.min(Math.max(0, seconds), at.duration) : Math.max(0, seconds)
}

/** Where a key leads from there; null for keys that are none of it. Home and End are the slider's own. */
export function keySeconds(key: string, from: number, duration: number): number | null {
  const by =
    key === 'ArrowRight' || key === 'ArrowUp'
      ? ARROW_SECS
      : key === 'ArrowLeft' || key === 'ArrowDown'
        ? -ARROW_SECS
        : 0
  if (by === 0) return null
  return Math.min(Math.max(0, from + by), duration)
}
