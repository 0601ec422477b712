import { z } from 'zod'
import { AuthReply, Password } from './auth.ts'
import { defineRoute } from './route.ts'
import { Profile } from './users.ts'

/** People who came in with a name alone; all of it ext. */

export const enterAsGuest = defineRoute({
  method: 'POST',
  path: '/api/auth/guest',
  auth: 'none',
  summary: 'Come in with a name alone, where the host allows it: public channels only; 403 guests_not_allowed',
  body: z.object({ username: z.string().max(1_000), invite_code: z.string().max(200).optional() }),
  response: AuthReply,
  errors: [403, 409],
})

export const keepAccount = defineRoute({
  method: 'POST',
  path: '/api/users/me/account',
  auth: 'user',
  summary: 'Make an account of a guest, who stays the same user; ends your other login sessions. 409 not_a_guest',
  body: z.object({
    password: Password,
    username: z.string().max(1_000).optional(),
    email: z.string().max(1_000).optional(),
  }),
  response: Profile,
  errors: [409],
})
