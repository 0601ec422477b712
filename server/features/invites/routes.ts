import * as routes from '#protocol/invites.ts'
import { toTime, toTimeOrNull } from '#protocol/ids.ts'
import { type Operation, handle, handleOpen } from '../../http/operation.ts'
import type { InviteService } from './service.ts'
import type { InviteRow } from './store.ts'

const presentInvite = (row: InviteRow): routes.Invite => ({
  code: row.code,
  created_by: row.created_by,
  joined_user_id: row.joined_user_id,
  joined_username: row.joined_username,
  created_at: toTime(row.created_at),
  expires_at: toTimeOrNull(row.expires_at),
  max_uses: row.max_uses,
  uses: row.uses,
})

export function inviteRoutes({ invites, wallClock }: { invites: InviteService; wallClock(): number }): Operation[] {
  const endOf = ({ endsInMs }: { endsInMs: number }) => toTime(Math.round(wallClock() + endsInMs))
  return [
    handle(routes.createInvite, async ({ caller, body }) =>
      presentInvite(
        await invites.create(caller, {
          expiresInMs: body.expires_in_secs === undefined ? null : body.expires_in_secs * 1000,
          maxUses: body.max_uses ?? 1,
        }),
      ),
    ),
    handle(routes.listInvites, async ({ caller }) => (await invites.list(caller.userId)).map(presentInvite)),
    // Before the route that takes any code back: `short` is none.
    handle(routes.createShortCode, async ({ caller }) => {
      const live = await invites.createShort(caller)
      return { code: live.code, expires_at: endOf(live), invite: live.invite }
    }),
    handle(routes.getShortCode, async ({ caller }) => {
      const live = invites.short(caller.userId)
      return { code: live && { code: live.code, expires_at: endOf(live), invite: live.invite } }
    }),
    handle(routes.deleteShortCode, ({ caller }) => invites.endShort(caller)),
    handleOpen(routes.lookUpCode, async ({ body, from }) => {
      const found = await invites.lookUp(body.code, from.rateKey)
      return {
        code: found.code,
        room_name: found.name,
        invite_only: found.inviteOnly,
        expires_at: endOf(found),
      }
    }),
    handle(routes.deleteInvite, ({ caller, params }) => invites.remove(caller, params.code)),
  ]
}
