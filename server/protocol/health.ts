import { z } from 'zod'
import { Id } from './ids.ts'
import { Identity } from './invitation.ts'
import { defineRoute } from './route.ts'

/** The version of what follows; it rises when an older client could no longer follow. */
export const PROTOCOL = 1 as const

export const Health = z
  .object({
    health: z.literal(true),
    version: z.string(),
    config: z.object({ invite_only: z.boolean() }),
    name: z.string(),
    protocol: z.literal(PROTOCOL),
    /** False until somebody owns the room: whoever comes from its own machine, or with the owner code, will (ext). */
    has_owner: z.boolean(),
    room_id: Id.describe('ext'),
    identity: Identity.nullable().describe('of the key that the room shows on TLS; null without TLS (ext)'),
    guests: z.boolean().describe('whether a name is enough to come in (ext)'),
    code: z.boolean().describe('whether a six-digit code would be taken now (ext)'),
  })
  .meta({ id: 'Health' })
export type Health = z.infer<typeof Health>

export const health = defineRoute({
  method: 'GET',
  path: '/api/health',
  auth: 'none',
  summary: 'Is there a room, and how does one get in?',
  response: Health,
})

export const openapi = defineRoute({
  method: 'GET',
  path: '/api/openapi.json',
  auth: 'none',
  summary: 'This description',
  response: z.looseObject({ openapi: z.string() }),
})
