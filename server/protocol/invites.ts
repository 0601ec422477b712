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

/** Six digits as somebody typed them: spaces and dashes are left out. Null for everything else. */
export function shortCodeIn(text: string): string | null {
  const digits = text.replaceAll(/[\s\-\u2010-\u2015]/g, '')
  return /^[0-9]{6}$/.test(digits) ? digits : null
}

/** Six digits to be read out. They are given as `invite_code` wherever an invitation's code is. */
export const ShortCode = z
  .object({
    code: z.string().regex(/^[0-9]{6}$/),
    expires_at: Time,
    /** The invitation that they stand for, which is not to be given to anybody else; null in an open room. */
    invite: z.string().nullable(),
  })
  .meta({ id: 'ShortCode' })
export type ShortCode = z.infer<typeof ShortCode>

export const createShortCode = defineRoute({
  method: 'POST',
  path: '/api/invites/short',
  auth: 'user',
  summary: 'Six digits to be read out, in place of those that you had; in a room by invitation they let one person in',
  body: z.object({}),
  response: ShortCode,
  errors: [409],
})
export const getShortCode = defineRoute({
  method: 'GET',
  path: '/api/invites/short',
  auth: 'user',
  summary: 'Your six digits, while they are good',
  response: z.object({ code: ShortCode.nullable() }),
})
export const deleteShortCode = defineRoute({
  method: 'DELETE',
  path: '/api/invites/short',
  auth: 'user',
  summary: 'End your six digits',
  response: empty,
})
export const lookUpCode = defineRoute({
  method: 'POST',
  path: '/api/invites/lookup',
  auth: 'none',
  summary: 'Whether six digits are good here; uses nothing up',
  body: z.object({ code: z.string().max(100) }),
  response: z.object({
    /** The same digits, as they go into `invite_code`. */
    code: z.string(),
    room_name: z.string(),
    /** By invitation only: without the code one does not come in. */
    invite_only: z.boolean(),
    expires_at: Time,
  }),
})
