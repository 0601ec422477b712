import { z } from 'zod'
import { Password } from './auth.ts'
import { Id, Reference, Time, lineOf } from './ids.ts'
import { defineRoute, empty } from './route.ts'
import { AvatarReply, Profile, ProfilePatch, UserParams } from './users.ts'

export const Role = z
  .object({ id: Id, name: z.string(), permissions: z.number().int(), created_at: Time })
  .meta({ id: 'Role' })
export type Role = z.infer<typeof Role>

export const adminListUsers = defineRoute({
  method: 'GET',
  path: '/api/admin/users',
  auth: 'admin',
  summary: 'Everybody, with addresses and roles',
  response: z.array(Profile),
})
export const adminPatchUser = defineRoute({
  method: 'PATCH',
  path: '/api/admin/users/{id}',
  auth: 'admin',
  summary: "Change a user's name or address",
  params: UserParams,
  body: ProfilePatch,
  response: Profile,
  errors: [404, 409],
})
export const adminPutPassword = defineRoute({
  method: 'PUT',
  path: '/api/admin/users/{id}/password',
  auth: 'admin',
  summary: "Reset a user's password; ends their login sessions",
  params: UserParams,
  body: z.object({ new_password: Password }),
  response: empty,
  errors: [404],
})
export const adminPutAvatar = defineRoute({
  method: 'PUT',
  path: '/api/admin/users/{id}/avatar',
  auth: 'admin',
  summary: "Change a user's picture",
  params: UserParams,
  body: 'file',
  response: AvatarReply,
  errors: [404],
})
export const adminPutRoles = defineRoute({
  method: 'PUT',
  path: '/api/admin/users/{id}/roles',
  auth: 'admin',
  summary: 'Set the roles of a user',
  params: UserParams,
  body: z.object({ role_ids: z.array(Reference).max(100) }),
  response: empty,
  errors: [404, 409],
})
const moderation = (name: 'ban' | 'unban' | 'kick', summary: string) =>
  defineRoute({
    method: 'POST',
    path: `/api/admin/users/{id}/${name}`,
    auth: 'admin',
    summary,
    params: UserParams,
    body: z.object({}),
    response: empty,
    errors: [404, 409],
  })
export const banUser = moderation('ban', 'Keep a user out')
export const unbanUser = moderation('unban', 'Let a user in again')
export const kickUser = moderation('kick', 'End all login sessions of a user')
export const listRoles = defineRoute({
  method: 'GET',
  path: '/api/admin/roles',
  auth: 'admin',
  summary: 'All roles',
  response: z.array(Role),
})
export const createRole = defineRoute({
  method: 'POST',
  path: '/api/admin/roles',
  auth: 'admin',
  summary: 'Make a role; only `admin` means anything',
  body: z.object({
    name: lineOf(100),
    permissions: z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).optional(),
  }),
  response: Role,
  errors: [409],
})
export const deleteRole = defineRoute({
  method: 'DELETE',
  path: '/api/admin/roles/{id}',
  auth: 'admin',
  summary: 'Delete a role',
  params: z.object({ id: Reference }),
  response: empty,
  errors: [404, 409],
})

export const Settings = z
  .object({
    name: z.string(),
    invite_only: z.boolean(),
    guests: z.boolean().describe('whether a name is enough to come in (ext)'),
  })
  .meta({ id: 'Settings' })
export const getSettings = defineRoute({
  method: 'GET',
  path: '/api/admin/settings',
  auth: 'admin',
  summary: "The room's settings",
  response: Settings,
})
export const patchSettings = defineRoute({
  method: 'PATCH',
  path: '/api/admin/settings',
  auth: 'admin',
  summary: "Change the room's settings",
  body: z.object({
    name: lineOf(100).optional(),
    invite_only: z.boolean().optional(),
    guests: z.boolean().optional(),
  }),
  response: Settings,
})
