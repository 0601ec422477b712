import { z } from 'zod'
import { Time } from './ids.ts'
import { defineRoute } from './route.ts'

/** How a router was asked: RFC 6887, RFC 6886, or UPnP's Internet Gateway Device. */
export const MappingProtocol = z.enum(['pcp', 'nat_pmp', 'upnp'])
export type MappingProtocol = z.infer<typeof MappingProtocol>

/**
 * Why nobody gets in through the router. `alone`: the room listens on this computer only. `no_router`: there is none, or
 * none answers. `refused`: it does not want to. `double_nat`: it does, but is itself behind another one.
 */
export const MappingProblem = z.enum(['alone', 'no_router', 'refused', 'double_nat'])
export type MappingProblem = z.infer<typeof MappingProblem>

/** Whether the router lets people from the internet in to the room (ext). `off` until somebody asks for it. */
export const MappingState = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('off') }),
    z.object({ kind: z.literal('looking') }),
    z.object({
      kind: z.literal('mapped'),
      via: MappingProtocol,
      /** Where the internet finds the room: the router's own address there. */
      external_address: z.ipv4(),
      external_port: z.number().int(),
      /** When the router forgets it, unless it is renewed, which the room does; null: never. */
      until: Time.nullable(),
    }),
    z.object({
      kind: z.literal('failed'),
      problem: MappingProblem,
      /** For people. */
      reason: z.string(),
    }),
  ])
  .meta({ id: 'PortMapping' })
export type MappingState = z.infer<typeof MappingState>

export const getMapping = defineRoute({
  method: 'GET',
  path: '/api/admin/mapping',
  auth: 'admin',
  summary: 'Whether the router lets friends on the internet in (ext)',
  response: MappingState,
})
export const patchMapping = defineRoute({
  method: 'PATCH',
  path: '/api/admin/mapping',
  auth: 'admin',
  summary: 'Ask the router to let friends on the internet in, or no longer; answered before the router has (ext)',
  body: z.object({ wanted: z.boolean() }),
  response: MappingState,
})
