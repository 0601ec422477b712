import { z } from 'zod'
import { AuthReply } from './auth.ts'
import { defineRoute } from './route.ts'

/** How somebody who is signed in on a page over plain HTTP takes themselves to the same room's encrypted page. */

export const createHandover = defineRoute({
  method: 'POST',
  path: '/api/auth/handover',
  auth: 'user',
  summary: 'A code that signs you in once more, on the encrypted page of this room; good for one use within seconds',
  response: z.object({ code: z.string(), expires_in_secs: z.number().int().min(1) }),
})

export const redeemHandover = defineRoute({
  method: 'POST',
  path: '/api/auth/handover/redeem',
  auth: 'none',
  summary: 'Sign in with such a code; over TLS only',
  body: z.object({ code: z.string().max(200) }),
  response: AuthReply,
  errors: [401],
})

/** In the fragment, which browsers keep to themselves: `https://host:port/c/…#handover=CODE`. */
export const HANDOVER_FIELD = 'handover' as const
