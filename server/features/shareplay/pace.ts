/** A reader who takes this much is not slow; what comes at once is far below what makes one too slow. */
const BYTES_PER_MS = 256
const BURST_MS = 2_000

/**
 * Sends the newest state at once, or as soon as what went before has had its time: a flood of actions on a long queue
 * must not make its readers too slow.
 */
export function createPace(deps: { now(): number; /** Gives how many bytes that was. */ send(): number }) {
  /** When all that was sent has had its time. */
  let paidAt = 0
  let timer: NodeJS.Timeout | undefined
  const send = () => {
    timer = undefined
    paidAt = Math.max(deps.now(), paidAt) + deps.send() / BYTES_PER_MS
  }
  return {
    /** Something has changed. */
    note(): void {
      if (timer) return
      const early = paidAt - deps.now() - BURST_MS
      if (early <= 0) send()
      else timer = setTimeout(send, Math.ceil(early))
    },
    /** The clock has changed something, which all have to hear in time. It does so too seldom to be a flood. */
    hurry(): void {
      clearTimeout(timer)
      send()
    },
    close(): void {
      clearTimeout(timer)
    },
  }
}
