import { PROTOCOL, health, openapi } from '#protocol/health.ts'
import { type Operation, handleOpen } from '../../http/operation.ts'

export const healthRoutes = (deps: {
  version: string
  settings: { get(): { name: string; invite_only: boolean; guests: boolean } }
  hasOwner(): boolean
  roomId: string
  /** Of the key that the room shows on TLS. */
  identity: string
  hasShortCode(): boolean
  describe(): Promise<{ openapi: string }>
}): Operation[] => [
  handleOpen(health, async () => {
    const { name, invite_only: inviteOnly, guests } = deps.settings.get()
    return {
      health: true as const,
      version: deps.version,
      config: { invite_only: inviteOnly },
      name,
      protocol: PROTOCOL,
      has_owner: deps.hasOwner(),
      room_id: deps.roomId,
      identity: deps.identity,
      guests,
      code: deps.hasShortCode(),
    }
  }),
  handleOpen(openapi, () => deps.describe()),
]
