import { heartbeat, listPresence } from '#protocol/presence.ts'
import { type Operation, handle } from '../../http/operation.ts'
import type { PresenceService } from './service.ts'

export const presenceRoutes = (presence: PresenceService): Operation[] => [
  handle(heartbeat, ({ caller, body }) => presence.heartbeat(caller.userId, body.status ?? 'online')),
  handle(listPresence, async ({ caller, query }) => presence.list(query.ids, caller.userId)),
]
