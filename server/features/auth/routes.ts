import { login, logout, refresh, register } from '#protocol/auth.ts'
import { type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { AuthService } from './service.ts'

export function authRoutes(deps: { auth: AuthService; mediaCookie(token: string): string }): Operation[] {
  const { auth } = deps
  return [
    handleOpen(register, async ({ body, from, setHeader }) => {
      const { reply, mediaToken } = await auth.register(body, from)
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken))
      return reply
    }),
    handleOpen(login, async ({ body, from, setHeader }) => {
      const { reply, mediaToken } = await auth.login(body, from)
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken))
      return reply
    }),
    handleOpen(refresh, async ({ body, setHeader }) => {
      const { reply, mediaToken } = await auth.refresh(body)
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken))
      return reply
    }),
    handle(logout, ({ body, caller }) => auth.logout(caller, body.refresh_token_id)),
  ]
}
