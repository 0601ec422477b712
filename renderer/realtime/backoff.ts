export type Backoff = { baseMs: number; capMs: number }

/** Doubles with each attempt (from 0) up to the cap; of that between a half and all, so that a crowd spreads. */
export function backoffMs(attempt: number, random: () => number, { baseMs, capMs }: Backoff): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30))
  return full * (0.5 + random() / 2)
}
