import type { Clock } from '../api/clock.ts'
import type { TextStorage } from '../api/ports.ts'

/** A clock that stands until it is moved; promises get their turn between timers. */
export function fakeClock(start = 1_000_000) {
  let now = start
  let timers: { at: number; run: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => (timers = timers.filter((one) => one !== timer))
    },
  }
  return {
    ...clock,
    async pass(ms: number): Promise<void> {
      const end = now + ms
      await settle()
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0]
        if (!due) break
        now = Math.max(now, due.at)
        timers = timers.filter((one) => one !== due)
        due.run()
        await settle()
      }
      now = end
    },
  }
}

/** Lets everything that is due without time run. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

export function memoryStorage(): TextStorage & { map: Map<string, string> } {
  const map = new Map<string, string>()
  return {
    map,
    read: async (name) => map.get(name) ?? null,
    write: async (name, text) => void map.set(name, text),
    remove: async (name) => void map.delete(name),
    names: async (prefix) => [...map.keys()].filter((name) => name.startsWith(prefix)),
  }
}

/** Tabs of one browser: what one posts, the others hear. */
export function broadcastHub() {
  const listeners = new Set<(message: unknown) => void>()
  return () => {
    let mine: ((message: unknown) => void) | null = null
    return {
      post: (message: unknown) => {
        for (const listener of listeners) if (listener !== mine) listener(message)
      },
      subscribe: (listener: (message: unknown) => void) => {
        mine = listener
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
  }
}

/** A UUID with this number in it. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
