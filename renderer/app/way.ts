/** Stands where the address is not known yet. Reserved (RFC 2606), so that nothing can ever be there. */
const NOWHERE = 'http://room.invalid'

type Fetch = (url: string, init: RequestInit) => Promise<Response>
export type WayDeps = {
  /** Where the room is from the start, as a page's own origin; null when it has to be found. */
  origin: string | null
  fetch: Fetch
  /** Looks for the room, and opens the way if it is there. */
  look(): Promise<unknown>
}

/** How requests get to a room. */
export type Way = {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly isFound: boolean
  open(baseUrl: string): void
  fetch: Fetch
}

/**
 * In a browser the page's own origin. In the desktop app a tunnel, which leads to whoever proves the room's key and
 * nowhere else; until there is one a request waits until the room was looked for, and fails when it is not there.
 */
export function createWay({ origin, fetch, look }: WayDeps): Way {
  let baseUrl = origin
  let looking: Promise<unknown> | null = null
  return {
    get baseUrl() {
      return baseUrl ?? NOWHERE
    },
    get isFound() {
      return baseUrl !== null
    },
    open(url) {
      baseUrl = url
    },
    async fetch(url, init) {
      if (baseUrl === null) {
        looking ??= look().finally(() => (looking = null))
        await looking
      }
      if (baseUrl === null) throw new Error('The room was not found.')
      const target = url.startsWith(`${NOWHERE}/`) ? baseUrl + url.slice(NOWHERE.length) : url
      return await fetch(target, init)
    },
  }
}
