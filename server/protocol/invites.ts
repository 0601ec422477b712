import { z } from 'zod'
import { Id, Time } from './ids.ts'
import { defineRoute, empty } from './route.ts'

export const Invite = z
  .object({
    code: z.string(),
    created_by: Id,
    joined_user_id: Id.nullable(),
    joined_username: z.string().nullable(),
    created_at: Time,
    expires_at: Time.nullable(),
    max_uses: z.number().int().min(1),
    uses: z.number().int().min(0),
  })
  .meta({ id: 'Invite' })
export type Invite = z.infer<typeof Invite>

export const createInvite = defineRoute({
  method: 'POST',
  path: '/api/invites',
  auth: 'user',
  summary: 'Make an invitation; good for one person unless you say otherwise',
  body: z.object({
    expires_in_secs: z
      .number()
      .int()
      .min(1)
      .max(366 * 24 * 3600)
      .optional(),
    max_uses: z.number().int().min(1).max(10_000).optional(),
  }),
  response: Invite,
  errors: [409],
})
export const listInvites = defineRoute({
  method: 'GET',
  path: '/api/invites',
  auth: 'user',
  summary: 'Your invitations, newest first',
  response: z.array(Invite),
})
export const deleteInvite = defineRoute({
  method: 'DELETE',
  path: '/api/invites/{code}',
  auth: 'user',
  summary: 'Take an invitation back',
  params: z.object({ code: z.string() }),
  response: empty,
  errors: [404],
})
