import type { Announced } from '#protocol/discovery.ts'
import type { Announcement } from './announce.ts'

/**
 * Announces a room that listens, as soon as what it takes is loaded, which nobody waits for. What goes wrong with it is
 * told to `log`: the room is there all the same.
 */
export function announceRoom(deps: {
  /** The IP address that it listens on. */
  listensOn: string
  facts: () => Announced
  log: (what: string, error: unknown) => void
}): Announcement {
  let isClosed = false
  const begun = import('./here.ts').then(
    ({ announceHere }) => (isClosed ? null : announceHere(deps)),
    (error: unknown) => {
      deps.log('The room cannot be announced.', error)
      return null
    },
  )
  return {
    async close() {
      isClosed = true
      await (await begun)?.close()
    },
  }
}
