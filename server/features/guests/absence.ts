import type { Publish } from '../../realtime/audience.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { ChannelChange } from '../channels/writes.ts'
import type { UserStore } from '../users/store.ts'

const HOUR_MS = 3_600_000

export type AbsenceDeps = {
  writer: Writer
  store: Pick<UserStore, 'guestsBefore'>
  absenceMs: number
  hasOpen(userId: string): boolean
  onChannelChanged(change: ChannelChange): void
  onSessionsEnded(sessionIds: readonly string[]): void
  publish: Publish
  wallClock(): number
  onBug(what: string, error: unknown): void
}

/** Forgets guests who have stayed away for too long, hourly. */
export function createAbsenceWatch(deps: AbsenceDeps) {
  const { writer, store, absenceMs } = deps
  let running: Promise<void> | undefined
  let closed = false

  const work = async () => {
    for (let more = true; more && !closed;) {
      const candidates = store.guestsBefore(deps.wallClock() - absenceMs)
      if (candidates.length === 0) return
      // An open connection is being here, for however long.
      const here = candidates.filter((id) => deps.hasOpen(id))
      const { more: isMore } = await writer.run('guests.forget', { here, absenceMs }, ({ forgotten }) => {
        for (const { userId, ended, channels } of forgotten) {
          for (const change of channels) deps.onChannelChanged(change)
          deps.onSessionsEnded(ended)
          deps.publish({ kind: 'all' }, { type: 'user_updated', user_id: userId })
        }
      })
      more = isMore
    }
  }
  const sweep = () => {
    if (closed) return
    running ??= work()
      .catch((error: unknown) => closed || deps.onBug('forgetting guests', error))
      .then(() => (running = undefined))
  }
  const hourly = setInterval(sweep, Math.min(HOUR_MS, Math.max(500, absenceMs / 4)))
  hourly.unref()
  // Not while people wait for the room to start.
  const soon = setTimeout(sweep, 5_000)
  soon.unref()

  return {
    async close(): Promise<void> {
      closed = true
      clearInterval(hourly)
      clearTimeout(soon)
      await running
    },
  }
}
