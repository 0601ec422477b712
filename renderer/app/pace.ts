/** At most so often are views told of changes in the cache, in milliseconds: 50 messages a second are not 50 drawings. */
const LEAST_MS = 80

/**
 * A scheduler for TanStack Query's `notifyManager`: what comes alone is told at once, a flood in steps. Typing shares the
 * main thread with the drawing, and must not wait for it.
 */
export function createPace(deps: {
  now(): number
  after(ms: number, run: () => void): unknown
}): (callback: () => void) => void {
  let waiting: (() => void)[] = []
  let last = -Infinity
  const flush = () => {
    const callbacks = waiting
    waiting = []
    last = deps.now()
    for (const callback of callbacks) callback()
  }
  return (callback) => {
    waiting.push(callback)
    if (waiting.length === 1) deps.after(Math.max(0, last + LEAST_MS - deps.now()), flush)
  }
}
