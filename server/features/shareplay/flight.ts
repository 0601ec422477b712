import type { Kept } from './shelf.ts'
import type { News } from './source.ts'

export type Passenger = {
  /** Rejects with why the song could not be fetched. */
  kept: Promise<Kept>
  /** Resolves when nothing is left to do for this one: the last to leave breaks off what runs and takes the song away. */
  leave(): Promise<void>
}

/** One fetch for all who want the same. It goes on, and its song stays, as long as anybody is left. */
export function createFlight(deps: {
  fetch(signal: AbortSignal, tell: (news: News) => void): Promise<Kept>
  /** Nobody may come aboard any more: it failed, or nobody is left. */
  onOver(): void
}) {
  const abort = new AbortController()
  const aboard = new Set<(news: News) => void>()
  let latest: News = {}
  const kept = deps.fetch(abort.signal, (news) => {
    latest = { ...latest, ...news }
    for (const tell of aboard) tell(news)
  })
  kept.catch(() => deps.onOver())

  const end = async (): Promise<void> => {
    deps.onOver()
    abort.abort()
    const song = await kept.catch(() => null)
    await song?.release()
  }
  return {
    /** `tell` hears at once what is known, and from then on what comes. */
    board(tell: (news: News) => void): Passenger {
      // A function of its own, even when the same one comes twice.
      const mine = (news: News) => tell(news)
      aboard.add(mine)
      if (Object.keys(latest).length > 0) mine(latest)
      return {
        kept,
        leave: async () => {
          if (aboard.delete(mine) && aboard.size === 0) await end()
        },
      }
    },
  }
}
export type Flight = ReturnType<typeof createFlight>
