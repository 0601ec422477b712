import type { Emit } from './page.ts'

/** How long the app waits for its page to leave its calls, and then for what it said to be on its way. */
const LEAVE_MS = 500
const SENT_MS = 100

/**
 * Tells the page that the app ends, before its ways to the rooms do. Without it a room would only see the connection break,
 * and keep the person in the call until nobody comes back (`hold_ms`).
 */
export function createFarewell(deps: { emit: Emit; hasPage(): boolean }) {
  let heard = () => {}
  return {
    async say(): Promise<void> {
      if (!deps.hasPage()) return
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const timer = setTimeout(resolve, LEAVE_MS, false)
      heard = () => resolve(true)
      deps.emit('app_closing', {})
      const hasLeft = await promise
      clearTimeout(timer)
      if (hasLeft) await new Promise((sent) => setTimeout(sent, SENT_MS))
    },
    /** The page has left its calls. */
    left: () => heard(),
  }
}
