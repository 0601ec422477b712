import { useEffect } from 'react'
import { useApp, useLive, useRoom } from '../../app/context.tsx'
import { IdleWatch } from './idle.ts'
import { ownStatus, tellStatus } from './own-status.ts'
import { usePresenceOf } from './use-presence-of.ts'

/** Keeps one's own presence true while the room is shown: an open connection counts, and idle hands mean away. */
export function usePresenceKeeper(): void {
  const live = useLive()
  const { key } = useRoom()
  const { platform, onTrouble } = useApp()
  usePresenceOf([live.userId])
  useEffect(() => {
    const watch = new IdleWatch({
      target: platform.window,
      storage: platform.window.localStorage,
      scope: `${key}:${live.userId}`,
      clock: platform.clock,
      status: () => ownStatus(live),
      // The room may be away; then everybody is.
      tell: (status) => void tellStatus(live, status).catch(onTrouble),
    })
    return () => watch.close()
  }, [live, key, platform, onTrouble])
}
