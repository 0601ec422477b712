import type { Desktop, ReachRequest, Reached } from '#protocol/bridge.ts'
import { health } from '#protocol/health.ts'
import { createClient } from '../../api/client.ts'
import type { Platform } from '../../app/platform.ts'

/** A room that has shown its key: where it proved it, the quickest first, and what it says of itself. */
export type Met = { identity: string; addresses: string[]; name: string; room_id: string | null }
/** Why nobody was met; nothing was sent to whoever else was there. `tried`: where. */
export type Missed = Exclude<Reached, { kind: 'open' }> & { tried: readonly string[] }

/** How long a room may take to say what it is called, in milliseconds: it has just answered. */
const ANSWER_MS = 5_000

/** Goes to see who is at some addresses. Nothing of a person is sent: only the question that anybody may ask. */
export async function meet(
  desktop: Desktop,
  platform: Platform,
  request: ReachRequest,
): Promise<{ kind: 'met'; met: Met } | Missed> {
  const reached = await desktop.rooms.reach(request)
  if (reached.kind !== 'open') return { ...reached, tried: request.addresses }
  const client = createClient({
    baseUrl: reached.base_url,
    fetch: (url, init) => platform.window.fetch(url, init),
    clock: platform.clock,
    timeoutMs: ANSWER_MS,
  })
  const { name, room_id } = await client.call(health, {})
  const { identity, addresses } = reached
  return { kind: 'met', met: { identity, addresses, name, room_id } }
}
