import { createHandover, redeemHandover } from '#protocol/handover.ts'
import { isEncrypted } from '../../http/one-port.ts'
import { type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { MediaCookie } from '../auth/callers.ts'
import type { HandoverService } from './service.ts'

export function handoverRoutes(deps: { handovers: HandoverService; mediaCookie: MediaCookie }): Operation[] {
  return [
    handle(createHandover, async ({ caller }) => {
      const { code, expiresInSecs } = await deps.handovers.create(caller)
      return { code, expires_in_secs: expiresInSecs }
    }),
    handleOpen(redeemHandover, async ({ body, from, http, setHeader }) => {
      const { reply, mediaToken } = await deps.handovers.redeem(body.code, from, isEncrypted(http))
      setHeader('Set-Cookie', deps.mediaCookie(mediaToken, http))
      return reply
    }),
  ]
}
