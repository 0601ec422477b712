import { Status } from '#protocol/presence.ts'
import type { Sql } from '../../storage/database.ts'

export function createPresenceStore(sql: Sql) {
  return {
    all: () =>
      sql
        .all<{ user_id: string; status: string; last_heartbeat: number | null }>(
          'SELECT user_id, status, last_heartbeat FROM presence',
        )
        .map((row) => ({ userId: row.user_id, status: Status.parse(row.status), lastHeartbeat: row.last_heartbeat })),
  }
}
export type PresenceStore = ReturnType<typeof createPresenceStore>
