/** A reader who takes this much is not slow; what comes at once is far below what makes one too slow. */
const BYTES_PER_MS = 256
const BURST_MS = 2_000
const HURRIED_MS = 2 * BURST_MS

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
    /** The same of what all have to hear in time: at once, unless far more has been sent than has had its time. */
    hurry(): void {
      if (paidAt - deps.now() > HURRIED_MS) {
        this.note()
        return
      }
      clearTimeout(timer)
      send()
    },
    close(): void {
      clearTimeout(timer)
    },
  }
}
