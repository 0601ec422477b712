/**
 * How far ahead an element is, without the noise of what it says: some decoders tell their position in steps of several
 * milliseconds. Between two looks it moves as its rate has it, so only what surprises is noise, or news.
 */
export type Smooth = {
  ms: number
  looks: number
  /** The last that did not fit, and how many alike there were in a row. */
  doubt: { ms: number; count: number } | null
}

/** So many looks have a say. */
const LOOKS = 24
/** So far from what was expected, so often in a row and by the same: it ran dry or was moved. */
const NEWS_MS = 40
const NEWS_LOOKS = 4

/** `movedMs`: by how much it got ahead since the look before, by its own rate. */
export function smoothed(before: Smooth | null, aheadMs: number, movedMs: number): Smooth {
  if (before === null) return { ms: aheadMs, looks: 1, doubt: null }
  const expected = before.ms + movedMs
  const surprise = aheadMs - expected
  if (Math.abs(surprise) > NEWS_MS) {
    const { doubt } = before
    const isSame = doubt !== null && Math.abs(aheadMs - doubt.ms - movedMs) <= NEWS_MS
    const count = isSame ? doubt.count + 1 : 1
    if (count >= NEWS_LOOKS) return { ms: aheadMs, looks: 1, doubt: null }
    return { ...before, ms: expected, doubt: { ms: aheadMs, count } }
  }
  const looks = Math.min(LOOKS, before.looks + 1)
  return { ms: expected + surprise / looks, looks, doubt: null }
}
