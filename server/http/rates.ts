/** What a limiter says to one request; `retryAfterSecs` is whole seconds, at least 1, as `Retry-After` wants it. */
export type RateVerdict = { ok: true } | { ok: false; retryAfterSecs: number }
export type BlockVerdict = { blocked: false } | { blocked: true; retryAfterSecs: number }

const DEFAULT_MAX_KEYS = 100_000
/** Forgotten keys that one call clears away at most: more than the one that it may add, so that they never pile up. */
const SWEEP_PER_CALL = 2

export type TokenBuckets = {
  /** Takes `n` tokens (1 unless given) or none. More than a whole bucket at once costs the whole bucket. */
  take(key: string, n?: number): RateVerdict
  /** How many tokens are there, fractions included. */
  peek(key: string): number
  /** Keys remembered. */
  size(): number
}

/**
 * A bucket of `burst` tokens for each key, refilled at `perSecond`; `burst: Infinity` never refuses. Full buckets are
 * forgotten, and beyond `maxKeys` the one that was used least recently, so that nobody fills the memory with keys.
 */
export function createTokenBuckets(deps: {
  burst: number
  perSecond: number
  /** Milliseconds on a clock that never goes back. */
  now: () => number
  maxKeys?: number
}): TokenBuckets {
  const { perSecond, now, maxKeys = DEFAULT_MAX_KEYS } = deps
  // A bucket that holds less than one token could never give one.
  const burst = Math.max(1, deps.burst)
  const buckets = createRecentMap<{ tokens: number; at: number }>(maxKeys)

  const refilled = (bucket: { tokens: number; at: number }, at: number) =>
    Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond)

  return {
    take(key, n = 1) {
      if (burst === Infinity) return { ok: true }
      const at = now()
      buckets.sweep((bucket) => refilled(bucket, at) >= burst)
      const bucket = buckets.get(key)
      const tokens = bucket ? refilled(bucket, at) : burst
      const wanted = Math.min(n, burst)
      if (tokens < wanted) {
        // Used, so it is not the next to be forgotten: who is refused cannot wait for a new bucket.
        buckets.touch(key, { tokens, at })
        return { ok: false, retryAfterSecs: Math.max(1, Math.ceil((wanted - tokens) / perSecond)) }
      }
      buckets.touch(key, { tokens: tokens - wanted, at })
      return { ok: true }
    },
    peek(key) {
      const bucket = buckets.get(key)
      return bucket ? refilled(bucket, now()) : burst
    },
    size: () => buckets.size(),
  }
}

/** Most failures remembered for one key, when the limit itself does not say. */
const MAX_FAILURES = 1_000

export type FailureWindow = {
  /** Failures within the last `windowMs`. */
  failures(key: string): number
  /**
   * Counts a failure, and gives back how to take it back: who counts an attempt before it is checked, and takes it back
   * when it was right, lets no parallel attempts past the limit.
   */
  add(key: string): () => void
  /** `limit` failures or more: blocked until the oldest of them is `windowMs` old. */
  blocked(key: string): BlockVerdict
  clear(key: string): void
  size(): number
}

/** Failures by key in a sliding window; `limit: Infinity` counts but never blocks. Memory is bounded as above. */
export function createFailureWindow(deps: {
  limit: number
  windowMs: number
  /** Milliseconds on a clock that never goes back. */
  now: () => number
  maxKeys?: number
}): FailureWindow {
  const { limit, windowMs, now, maxKeys = DEFAULT_MAX_KEYS } = deps
  const kept = Math.max(1, Math.min(limit, MAX_FAILURES))
  /** The times of the last failures, oldest first. */
  const windows = createRecentMap<number[]>(maxKeys)

  const recent = (key: string): number[] => {
    const since = now() - windowMs
    return (windows.get(key) ?? []).filter((time) => time > since)
  }

  return {
    failures: (key) => recent(key).length,
    add(key) {
      const at = now()
      windows.sweep((times) => (times.at(-1) ?? 0) <= at - windowMs)
      windows.touch(key, [...recent(key), at].slice(-kept))
      let counted = true
      return () => {
        if (!counted) return
        counted = false
        const times = windows.get(key)
        const index = times?.indexOf(at) ?? -1
        if (times && index >= 0) times.splice(index, 1)
        if (times?.length === 0) windows.delete(key)
      }
    },
    blocked(key) {
      const times = recent(key)
      if (times.length < limit) return { blocked: false }
      const oldest = times.at(-limit) ?? now()
      return { blocked: true, retryAfterSecs: Math.max(1, Math.ceil((oldest + windowMs - now()) / 1000)) }
    },
    clear: (key) => windows.delete(key),
    size: () => windows.size(),
  }
}

/**
 * A map that stands in the order of last use (a Map iterates in the order of insertion): what may be forgotten is
 * found at its front, so a few looks there with every call do the sweeping.
 */
function createRecentMap<T>(maxKeys: number) {
  const entries = new Map<string, T>()
  return {
    get: (key: string) => entries.get(key),
    delete: (key: string) => void entries.delete(key),
    size: () => entries.size,
    touch(key: string, value: T): void {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= maxKeys) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        return
      }
    },
    sweep(mayGo: (value: T) => boolean): void {
      let left = SWEEP_PER_CALL
      for (const [key, value] of entries) {
        if (left === 0 || !mayGo(value)) return
        entries.delete(key)
        left -= 1
      }
    },
  }
}
