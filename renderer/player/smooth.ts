/**
 * How far ahead an element is, without the noise of what it says: some decoders tell their position in steps of several
 * milliseconds. Between two looks it moves as its rate has it, so only what surprises is noise, or news.
 */
export type Smooth = { ms: number; looks: number; isDoubted: boolean }

/** So many looks have a say. */
const LOOKS = 24
/** Twice in a row so far from what was expected: it ran dry or was moved. */
const NEWS_MS = 40

/** `movedMs`: by how much it got ahead since the look before, by its own rate. */
export function smoothed(before: Smooth | null, aheadMs: number, movedMs: number): Smooth {
  if (before === null) return { ms: aheadMs, looks: 1, isDoubted: false }
  const expected = before.ms + movedMs
  const surprise = aheadMs - expected
  if (Math.abs(surprise) > NEWS_MS) {
    if (before.isDoubted) return { ms: aheadMs, looks: 1, isDoubted: false }
    return { ...before, ms: expected, isDoubted: true }
  }
  const looks = Math.min(LOOKS, before.looks + 1)
  return { ms: expected + surprise / looks, looks, isDoubted: false }
}
