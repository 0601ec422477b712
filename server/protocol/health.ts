import { z } from 'zod'
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
  })
  .meta({ id: 'Health' })

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
