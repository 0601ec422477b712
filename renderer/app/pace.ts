/**
 * At most so often are views told of changes in the cache, in milliseconds: 50 messages a second are not 50 drawings.
 * While somebody types, what they see of their own words comes first.
 */
const LEAST_MS = 80
const TYPING_MS = 320
/** Somebody types until so long after a key, in milliseconds. */
const BETWEEN_KEYS_MS = 500

/**
 * A scheduler for TanStack Query's `notifyManager`: what comes alone is told at once, a flood in steps. Typing shares the
 * main thread with the drawing, and must not wait for it.
 */
export function createPace(deps: { now(): number; after(ms: number, run: () => void): unknown }) {
  let waiting: (() => void)[] = []
  let last = -Infinity
  let key = -Infinity
  const flush = () => {
    const callbacks = waiting
    waiting = []
    last = deps.now()
    for (const callback of callbacks) callback()
  }
  return {
    schedule(callback: () => void): void {
      waiting.push(callback)
      if (waiting.length > 1) return
      const now = deps.now()
      const step = now - key < BETWEEN_KEYS_MS ? TYPING_MS : LEAST_MS
      deps.after(Math.max(0, last + step - now), flush)
    },
    /** A key was pressed in something that one writes in. */
    typed(): void {
      key = deps.now()
    },
  }
}
