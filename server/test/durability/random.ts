/** Numbers that look random and come again with the same seed (mulberry32). */
export type Random = {
  /** 0 ≤ n < 1. */
  next(): number
  /** Whole, both ends included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T | undefined
  bytes(size: number): Uint8Array<ArrayBuffer>
}

export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (from) => from[Math.floor(next() * from.length)],
    bytes(size) {
      const made = new Uint8Array(size)
      for (let at = 0; at < size; at += 1) made[at] = between(0, 255)
      return made
    },
  }
}
