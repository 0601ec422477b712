import { z } from 'zod'
import { Id, Time } from './ids.ts'
import { defineRoute, empty } from './route.ts'

export const Status = z.enum(['online', 'away', 'dnd', 'invisible', 'offline'])
export type Status = z.infer<typeof Status>

export const Presence = z
  .object({ user_id: Id, status: Status, last_heartbeat: Time.nullable() })
  .meta({ id: 'Presence' })
export type Presence = z.infer<typeof Presence>

export const heartbeat = defineRoute({
  method: 'POST',
  path: '/api/presence/heartbeat',
  auth: 'user',
  summary: 'You are here',
  body: z.object({ status: Status.optional() }),
  response: empty,
})
export const listPresence = defineRoute({
  method: 'GET',
  path: '/api/presence/users',
  auth: 'user',
  summary: 'Who is here: one entry for each known id, at most 200 ids; without `ids`, yourself',
  query: z.object({ ids: z.string().max(20_000).optional() }),
  response: z.array(Presence),
})
