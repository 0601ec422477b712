import * as routes from '#protocol/invites.ts'
import { toTime, toTimeOrNull } from '#protocol/ids.ts'
import { type Operation, handle } from '../../http/operation.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { InviteRow, InviteStore } from './store.ts'

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

export function inviteRoutes(deps: { writer: Writer; store: InviteStore; maxOpen: number }): Operation[] {
  return [
    handle(routes.createInvite, async ({ caller, body }) =>
      presentInvite(
        await deps.writer.runBy(caller, 'invites.create', {
          userId: caller.userId,
          expiresInMs: body.expires_in_secs === undefined ? null : body.expires_in_secs * 1000,
          maxUses: body.max_uses ?? 1,
          maxOpen: deps.maxOpen,
        }),
      ),
    ),
    handle(routes.listInvites, async ({ caller }) => (await deps.store.listBy(caller.userId)).map(presentInvite)),
    handle(routes.deleteInvite, async ({ caller, params }) => {
      await deps.writer.runBy(caller, 'invites.delete', {
        userId: caller.userId,
        code: params.code,
      })
    }),
  ]
}
