/** Pseudo-random numbers from a seed, so that a run can be told again. */
export type Random = {
  /** 0 up to, and without, `limit`. */
  below(limit: number): number
  /** From `min` to `max`, both included. */
  between(min: number, max: number): number
  pick<T>(from: readonly T[]): T | undefined
}

/** mulberry32: 32 bits of state are plenty for choosing what to do next. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    between: (min, max) => min + below(max - min + 1),
    pick: (from) => from[below(from.length)],
  }
}
