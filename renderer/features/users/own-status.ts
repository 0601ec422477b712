import { type Status, heartbeat } from '#protocol/presence.ts'
import { keys } from '../../api/keys.ts'
import type { Live } from '../../app/live.ts'
import type { PresenceMap } from '../../realtime/apply-event.ts'

export const ownStatus = ({ cache, userId }: Live): Status | undefined =>
  cache.getQueryData<PresenceMap>(keys.presence)?.[userId]?.status

/** Tells the room one's status; shown at once, and taken back when the room does not take it. */
export async function tellStatus(live: Live, status: Status): Promise<void> {
  const { cache, userId, call } = live
  const before = ownStatus(live)
  const show = (shown: Status) =>
    cache.setQueryData<PresenceMap>(keys.presence, (presence = {}) => ({
      ...presence,
      [userId]: { user_id: userId, last_heartbeat: presence[userId]?.last_heartbeat ?? null, status: shown },
    }))
  show(status)
  try {
    await call(heartbeat, { body: { status } })
  } catch (error) {
    if (before !== undefined) show(before)
    throw error
  }
}
