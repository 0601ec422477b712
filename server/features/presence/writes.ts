import type { Tx } from '../../storage/writer/transaction.ts'
import { markSeen } from '../users/writes.ts'

export type Seen = { userId: string; status: string; lastHeartbeat: number | null }

/** Remembers how people showed themselves, so that an invisible one stays so over a restart. */
export function savePresence({ sql }: Tx, input: { seen: Seen[] }): { done: true } {
  for (const { userId, status, lastHeartbeat } of input.seen) {
    sql.run(
      `INSERT INTO presence (user_id, status, last_heartbeat) VALUES (?, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, last_heartbeat = excluded.last_heartbeat`,
      userId,
      status,
      lastHeartbeat,
    )
    if (lastHeartbeat !== null) markSeen(sql, userId, lastHeartbeat)
  }
  return { done: true }
}
