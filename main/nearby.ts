import type { SavedRoom } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'
import type { Log } from './failure.ts'
import type { Emit } from './page.ts'

/** A page that is loaded anew, or a view that comes back, asks again before that. */
const LINGER_MS = 10_000

export type KnownRoom = { addresses: string[]; identity: string }
/** `startDiscovery` of server/discovery/browse.ts: looks around until it is closed. */
export type StartDiscovery = (options: {
  known(): KnownRoom[]
  onChange(rooms: NearbyRoom[]): void
  log: Log
}) => Promise<{ rooms(): NearbyRoom[]; close(): Promise<void> }>

export type Nearby = {
  /** What is known by now; more is told by `nearby_changed`, as long as it is wanted. */
  watch(wanted: boolean): Promise<NearbyRoom[]>
  /** The page has gone: whoever comes after it says anew what it wants. */
  forgetPage(): void
  close(): Promise<void>
}

/** Looks around while somebody looks: nothing is sent into the network for a list that nobody sees. */
export function createNearby(deps: {
  startDiscovery: StartDiscovery
  rooms(): readonly SavedRoom[]
  emit: Emit
  log: Log
}): Nearby {
  type Discovery = Awaited<ReturnType<StartDiscovery>>
  let running: Promise<Discovery> | null = null
  let stopping: ReturnType<typeof setTimeout> | null = null
  let isWanted = false
  let isClosed = false

  const start = (): Promise<Discovery> => {
    running ??= deps.startDiscovery({
      known: () =>
        deps.rooms().flatMap(({ addresses, identity }) => (identity === null ? [] : [{ addresses, identity }])),
      onChange: (rooms) => {
        if (isWanted) deps.emit('nearby_changed', rooms)
      },
      log: deps.log,
    })
    return running
  }
  const stop = async (): Promise<void> => {
    const stopped = running
    running = null
    await (await stopped)?.close()
  }
  const keep = () => {
    if (stopping !== null) clearTimeout(stopping)
    stopping = null
  }
  const unwanted = () => {
    isWanted = false
    keep()
    if (running === null) return
    stopping = setTimeout(() => {
      stopping = null
      stop().catch((error: unknown) => deps.log('Looking around did not end as it should.', error))
    }, LINGER_MS)
    // The app may end meanwhile.
    stopping.unref()
  }

  return {
    async watch(wanted) {
      if (!wanted || isClosed) {
        unwanted()
        return []
      }
      isWanted = true
      keep()
      const mine = start()
      try {
        return (await mine).rooms()
      } catch (error) {
        // The next one who wants it tries anew, if nobody has by now.
        if (running === mine) running = null
        throw error
      }
    },
    forgetPage: unwanted,
    async close() {
      isClosed = true
      isWanted = false
      keep()
      await stop()
    },
  }
}
