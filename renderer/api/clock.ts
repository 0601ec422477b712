/** Time as an effect: wall-clock milliseconds, and timers that return their cancel. */
export type Clock = { now(): number; after(ms: number, run: () => void): () => void }

export const systemClock = (): Clock => ({
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})
