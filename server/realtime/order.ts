type Task = { isWrite: boolean; act(): void | Promise<unknown>; onError(error: unknown): void }

/**
 * Lets what one sender sends take effect in the order in which it was sent: writes may follow each other at once, because
 * the writer keeps their order; everything else waits until the writes before it are on the disk.
 */
export function createOrder<K extends object>() {
  const senders = new WeakMap<K, { writing: number; waiting: Task[] }>()

  return {
    run(sender: K, isWrite: boolean, act: () => void | Promise<unknown>, onError: (error: unknown) => void): void {
      let state = senders.get(sender)
      if (!state) {
        state = { writing: 0, waiting: [] }
        senders.set(sender, state)
      }
      const { waiting } = state
      const mine = state
      const start = (task: Task) => {
        try {
          const done = task.act()
          if (!done) return
          mine.writing++
          done.catch(task.onError).finally(settled)
        } catch (error) {
          task.onError(error)
        }
      }
      const settled = () => {
        mine.writing--
        let at = 0
        for (let next = waiting[0]; next && (next.isWrite || mine.writing === 0); next = waiting[at]) {
          at++
          start(next)
        }
        // Once for all that have started: a shift for each would move the whole queue each time.
        waiting.splice(0, at)
      }
      const task = { isWrite, act, onError }
      if (waiting.length > 0 || (!isWrite && state.writing > 0)) waiting.push(task)
      else start(task)
    },
  }
}
