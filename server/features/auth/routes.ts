import { login, logout, refresh, register } from '#protocol/auth.ts'
import { type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { MediaCookie } from './callers.ts'
import type { AuthService } from './service.ts'

export function authRoutes(deps: { auth: AuthService; mediaCookie: MediaCookie }): Operation[] {
  const { auth } = deps
  return [
    handleOpen(register, async ({ body, from, http, setHeader }) => {
      const { reply, mediaToken } = await auth.register(body, from)
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken, http))
      return reply
    }),
    handleOpen(login, async ({ body, from, http, setHeader }) => {
      const { reply, mediaToken } = await auth.login(body, from)
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken, http))
      return reply
    }),
    handleOpen(refresh, async ({ body, http, setHeader }) => {
      const { reply, mediaToken } = await auth.refresh(body)
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken, http))
      return reply
    }),
    handle(logout, ({ body, caller }) => auth.logout(caller, body.refresh_token_id)),
  ]
}
