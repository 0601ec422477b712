import type { IncomingMessage } from 'node:http'
import { enterAsGuest, keepAccount } from '#protocol/guests.ts'
import { type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { GuestService } from './service.ts'

export const guestRoutes = (deps: {
  guests: GuestService
  mediaCookie(token: string, http: IncomingMessage): string
}): Operation[] => [
  handleOpen(enterAsGuest, async ({ body, from, http, setHeader }) => {
    const { reply, mediaToken } = await deps.guests.enter(body, from)
    setHeader('Set-Cookie', deps.mediaCookie(mediaToken, http))
    return reply
  }),
  handle(keepAccount, ({ caller, body }) => deps.guests.keep(caller, body)),
]
