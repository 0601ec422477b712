import * as routes from '#protocol/admin.ts'
import { toTime } from '#protocol/ids.ts'
import { type Caller, type Operation, handle } from '../../http/operation.ts'
import type { Sql } from '../../storage/database.ts'
import type { Settings } from '../../storage/settings.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { AuthService } from '../auth/service.ts'
import type { ImageService } from '../files/images.ts'
import type { UserService } from '../users/service.ts'
import type { RoleRow } from '../users/store.ts'

const presentRole = (row: RoleRow): routes.Role => ({
  id: row.id,
  name: row.name,
  permissions: row.permissions,
  created_at: toTime(row.created_at),
})
export const createRoleStore = (sql: Sql) => ({
  list: async () => sql.all<RoleRow>('SELECT * FROM roles ORDER BY created_at, name'),
})

/** The admin's role is asked for again inside the transaction: it may have gone since the request was let in. */
const asAdmin = (caller: Caller) => ({ ...caller, asAdmin: true })

export type AdminDeps = {
  writer: Writer
  users: UserService
  auth: AuthService
  images: ImageService
  roles: ReturnType<typeof createRoleStore>
  settings: Settings
  onSessionsEnded(sessionIds: readonly string[]): void
  onBanned(userId: string, channels: readonly string[]): void
}

export function adminRoutes(deps: AdminDeps): Operation[] {
  const { writer, users, auth, images } = deps
  const settings = () => {
    const { name, invite_only, guests } = deps.settings.get()
    return { name, invite_only, guests }
  }
  return [
    handle(routes.adminListUsers, () => users.listProfiles()),
    handle(routes.adminPatchUser, ({ params, body, caller }) => users.update(asAdmin(caller), params.id, body)),
    handle(routes.adminPutPassword, async ({ params, body, caller }) => {
      await users.find(params.id)
      await auth.setPassword(asAdmin(caller), params.id, body.new_password)
    }),
    handle(routes.adminPutAvatar, async ({ params, http, caller }) => {
      await users.find(params.id)
      const { image } = await images.receiveAvatar(http)
      return images.storing(image, () => users.setAvatar(asAdmin(caller), params.id, image))
    }),
    handle(routes.adminPutRoles, async ({ params, body, caller }) => {
      await writer.runBy(asAdmin(caller), 'admin.setRoles', { userId: params.id, roleIds: body.role_ids })
    }),
    handle(routes.banUser, async ({ params, caller }) => {
      await writer.runBy(asAdmin(caller), 'admin.ban', { userId: params.id }, ({ userId, channels }) =>
        deps.onBanned(userId, channels),
      )
    }),
    handle(routes.unbanUser, async ({ params, caller }) => {
      await writer.runBy(asAdmin(caller), 'admin.unban', { userId: params.id })
    }),
    handle(routes.kickUser, async ({ params, caller }) => {
      await writer.runBy(asAdmin(caller), 'admin.kick', { userId: params.id }, ({ ended }) =>
        deps.onSessionsEnded(ended),
      )
    }),
    handle(routes.listRoles, async () => (await deps.roles.list()).map(presentRole)),
    handle(routes.createRole, async ({ body, caller }) =>
      presentRole(
        await writer.runBy(asAdmin(caller), 'admin.createRole', {
          name: body.name,
          permissions: body.permissions ?? 0,
        }),
      ),
    ),
    handle(routes.deleteRole, async ({ params, caller }) => {
      await writer.runBy(asAdmin(caller), 'admin.deleteRole', { id: params.id })
    }),
    handle(routes.getSettings, async () => settings()),
    handle(routes.patchSettings, async ({ body }) => {
      await deps.settings.update({
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.invite_only === undefined ? {} : { invite_only: body.invite_only }),
        ...(body.guests === undefined ? {} : { guests: body.guests }),
      })
      return settings()
    }),
  ]
}
