import { PROTOCOL, health, openapi } from '#protocol/health.ts'
import { type Operation, handleOpen } from '../../http/operation.ts'

export const healthRoutes = (deps: {
  version: string
  settings: { get(): { name: string; invite_only: boolean } }
  hasOwner(): boolean
  describe(): Promise<{ openapi: string }>
}): Operation[] => [
  handleOpen(health, async () => {
    const { name, invite_only: inviteOnly } = deps.settings.get()
    return {
      health: true as const,
      version: deps.version,
      config: { invite_only: inviteOnly },
      name,
      protocol: PROTOCOL,
      has_owner: deps.hasOwner(),
    }
  }),
  handleOpen(openapi, () => deps.describe()),
]
