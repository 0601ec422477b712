import { z } from 'zod'
import { Id } from './ids.ts'
import { defineRoute, empty } from './route.ts'

/** 8–1,024 bytes of UTF-8. */
export const Password = z
  .string()
  .refine((text) => {
    const bytes = new TextEncoder().encode(text).length
    return bytes >= 8 && bytes <= 1_024
  }, 'A password has 8 to 1,024 bytes.')
  .meta({ description: '8 to 1,024 bytes' })

export const AuthReply = z
  .object({ access_token: z.string(), refresh_token: z.string(), refresh_token_id: Id, user_id: Id })
  .meta({ id: 'AuthReply' })
export type AuthReply = z.infer<typeof AuthReply>

export const register = defineRoute({
  method: 'POST',
  path: '/api/auth/register',
  auth: 'none',
  summary: 'Make an account and sign in',
  body: z.object({
    username: z.string().max(1_000),
    password: Password,
    email: z.string().max(1_000).optional(),
    invite_code: z.string().max(200).optional(),
  }),
  response: AuthReply,
  errors: [409],
})

export const login = defineRoute({
  method: 'POST',
  path: '/api/auth/login',
  auth: 'none',
  summary: 'Sign in',
  body: z.object({ username_or_email: z.string().max(1_000), password: z.string().max(4_096) }),
  response: AuthReply,
  errors: [403],
})

export const refresh = defineRoute({
  method: 'POST',
  path: '/api/auth/refresh',
  auth: 'none',
  summary: 'Exchange a refresh token for its successor',
  body: z.object({ refresh_token_id: z.string().max(200), refresh_token: z.string().max(1_000) }),
  response: AuthReply,
  errors: [403],
})

export const logout = defineRoute({
  method: 'POST',
  path: '/api/auth/logout',
  auth: 'user',
  summary: 'End a login session of yours: its tokens and connections',
  body: z.object({ refresh_token_id: z.string().max(200) }),
  response: empty,
  errors: [404],
})
