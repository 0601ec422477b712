/** Lets the clients work, or holds them back until what they have under way is answered or broken off. */
export type Gate = {
  /** Runs one piece of work as soon as the gate is open; null when the clients are to go home instead. */
  through<T>(work: () => Promise<T>): Promise<T | null>
  open(): void
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>
  /** Nobody gets through again. */
  end(): void
  readonly ended: boolean
}

export function createGate(): Gate {
  let opened = Promise.withResolvers<void>()
  let isOpen = false
  let ended = false
  let underWay = 0
  let idle: (() => void) | null = null

  return {
    async through(work) {
      while (!isOpen && !ended) await opened.promise
      if (ended) return null
      underWay += 1
      try {
        return await work()
      } finally {
        underWay -= 1
        if (underWay === 0) idle?.()
      }
    },
    open() {
      isOpen = true
      opened.resolve()
    },
    async close() {
      isOpen = false
      opened = Promise.withResolvers()
      if (underWay > 0) await new Promise<void>((resolve) => (idle = resolve))
      idle = null
    },
    end() {
      ended = true
      opened.resolve()
    },
    get ended() {
      return ended
    },
  }
}
