/** Whether somebody speaks, by the level of what arrives. Begins quickly and ends slowly: rings must not flicker. */
export type Talk = { isTalking: boolean; lastAt: number }
export const silent: Talk = { isTalking: false, lastAt: -Infinity }

/** What a closed gate and a codec's comfort noise stay under, in dBFS. */
const TALK_DB = -50
/** Between words, in milliseconds. */
const HOLD_MS = 350

export function heard(before: Talk, db: number, now: number): Talk {
  if (db >= TALK_DB) return { isTalking: true, lastAt: now }
  if (!before.isTalking || now - before.lastAt < HOLD_MS) return before
  return silent
}
