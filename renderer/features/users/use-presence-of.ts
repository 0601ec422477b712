import { useEffect } from 'react'
import { keys } from '../../api/keys.ts'
import { useApp, useLive } from '../../app/context.tsx'
import type { PresenceMap } from '../../realtime/apply-event.ts'

/** More would take the room a while to answer; the others count as not here until they come. */
const MOST = 2_000

/** Asks whether these people are here, as far as it is not known; from then on events tell. */
export function usePresenceOf(ids: readonly string[]): void {
  const { room, cache } = useLive()
  const { onTrouble } = useApp()
  const asked = ids.slice(0, MOST).join(',')
  useEffect(() => {
    const known = cache.getQueryData<PresenceMap>(keys.presence) ?? {}
    const missing = asked.split(',').filter((id) => id !== '' && known[id] === undefined)
    if (missing.length === 0) return
    const abort = new AbortController()
    room.lists.loadPresence(missing, abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) onTrouble(error)
    })
    return () => abort.abort()
  }, [asked, room, cache, onTrouble])
}
