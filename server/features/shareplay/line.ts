type Waiter = { goes(): void; isUrgent(): boolean }

/**
 * Lets so many through at a time. Those who wait stand in lanes, and the lanes take turns, so that one with many does not
 * hold up the others; within a lane the urgent go first, else whoever came first.
 */
export function createLine(maxAtOnce: number) {
  /** Only lanes in which somebody waits; the one whose turn is next comes first. */
  const lanes = new Map<string, Waiter[]>()
  let inside = 0

  const leave = (name: string, waiter: Waiter): void => {
    const left = (lanes.get(name) ?? []).filter((one) => one !== waiter)
    if (left.length === 0) lanes.delete(name)
    else lanes.set(name, left)
  }
  const admit = (): void => {
    for (const [name, waiters] of lanes) {
      if (inside >= maxAtOnce) return
      const first = waiters.find((one) => one.isUrgent()) ?? waiters[0]
      if (first === undefined) continue
      leave(name, first)
      const rest = lanes.get(name)
      // Behind the others. A Map goes on to what is put at its end, so whoever is left there has a turn in this round, too.
      if (rest !== undefined && lanes.delete(name)) lanes.set(name, rest)
      inside++
      first.goes()
    }
  }

  return {
    /**
     * Resolves when it is its turn, with how to end it (once or more often); or with null as soon as the signal says that
     * it waits no longer. `isUrgent` is asked whenever somebody may go.
     */
    enter(lane: string, signal: AbortSignal, isUrgent: () => boolean): Promise<(() => void) | null> {
      if (signal.aborted) return Promise.resolve(null)
      const { promise, resolve } = Promise.withResolvers<(() => void) | null>()
      const giveUp = () => {
        leave(lane, waiter)
        resolve(null)
      }
      const waiter: Waiter = {
        isUrgent,
        goes() {
          signal.removeEventListener('abort', giveUp)
          let isInside = true
          resolve(() => {
            if (!isInside) return
            isInside = false
            inside--
            admit()
          })
        },
      }
      signal.addEventListener('abort', giveUp)
      lanes.set(lane, [...(lanes.get(lane) ?? []), waiter])
      admit()
      return promise
    },
  }
}
