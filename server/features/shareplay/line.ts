type Waiter = { goes(): void; isUrgent(): boolean }

/**
 * Lets so many through at a time. Those who wait stand in lanes, and the lanes take turns, so that one with many does not
 * hold up the others; while others wait, one lane has all places but one at most. Within a lane the urgent go first, else
 * whoever came first.
 */
export function createLine(maxAtOnce: number) {
  /** Only lanes in which somebody waits; the one whose turn is next comes first. */
  const lanes = new Map<string, Waiter[]>()
  /** How many of each lane are inside. */
  const inside = new Map<string, number>()
  const most = Math.max(1, maxAtOnce - 1)
  let all = 0
  const count = (name: string, change: 1 | -1): void => {
    const now = (inside.get(name) ?? 0) + change
    all += change
    if (now === 0) inside.delete(name)
    else inside.set(name, now)
  }

  const leave = (name: string, waiter: Waiter): void => {
    const left = (lanes.get(name) ?? []).filter((one) => one !== waiter)
    if (left.length === 0) lanes.delete(name)
    else lanes.set(name, left)
  }
  const next = (): string | undefined =>
    [...lanes.keys()].find((name) => lanes.size === 1 || (inside.get(name) ?? 0) < most)
  const admit = (): void => {
    for (let name = next(); name !== undefined && all < maxAtOnce; name = next()) {
      const waiters = lanes.get(name) ?? []
      const first = waiters.find((one) => one.isUrgent()) ?? waiters[0]
      if (first === undefined) return
      leave(name, first)
      const rest = lanes.get(name)
      // Behind the others.
      if (rest !== undefined && lanes.delete(name)) lanes.set(name, rest)
      count(name, 1)
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
            count(lane, -1)
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
