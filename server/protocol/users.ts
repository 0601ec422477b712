import { z } from 'zod'
import { Password } from './auth.ts'
import { Id, Reference, RoomPath, Time } from './ids.ts'
import { defineRoute, empty } from './route.ts'

export const PublicUser = z
  .object({
    id: Id,
    username: z.string(),
    avatar_file_id: Id.nullable(),
    avatar_url: RoomPath.nullable(),
    is_guest: z.boolean().describe('came in with a name alone (ext)'),
  })
  .meta({ id: 'PublicUser' })
export type PublicUser = z.infer<typeof PublicUser>

export const Profile = PublicUser.extend({
  email: z.string().nullable(),
  created_at: Time,
  updated_at: Time,
  roles: z.array(z.object({ id: Id, name: z.string() })),
}).meta({ id: 'Profile' })
export type Profile = z.infer<typeof Profile>

export const AvatarReply = z.object({ avatar_file_id: Id }).meta({ id: 'AvatarReply' })
export const UserParams = z.object({ id: Reference })
export const ProfilePatch = z.object({
  username: z.string().max(1_000).optional(),
  email: z.string().max(1_000).optional(),
})

export const listUsers = defineRoute({
  method: 'GET',
  path: '/api/users',
  auth: 'user',
  summary: 'Everybody in the room, by name; not the guests who stayed away for too long',
  response: z.array(PublicUser),
})
export const me = defineRoute({
  method: 'GET',
  path: '/api/users/me',
  auth: 'user',
  summary: 'Your profile',
  response: Profile,
})
export const patchMe = defineRoute({
  method: 'PATCH',
  path: '/api/users/me',
  auth: 'user',
  summary: 'Change your name or address',
  body: ProfilePatch,
  response: Profile,
  errors: [409],
})
export const putMyPassword = defineRoute({
  method: 'PUT',
  path: '/api/users/me/password',
  auth: 'user',
  summary: 'Change your password; ends your other login sessions',
  body: z.object({ current_password: z.string().max(4_096), new_password: Password }),
  response: empty,
  errors: [403],
})
export const putMyAvatar = defineRoute({
  method: 'PUT',
  path: '/api/users/me/avatar',
  auth: 'user',
  summary: 'Change your picture: a raster image',
  body: 'file',
  response: AvatarReply,
})
export const getUser = defineRoute({
  method: 'GET',
  path: '/api/users/{id}',
  auth: 'user',
  summary: 'One user; of a guest who stayed away for too long, what their messages need',
  params: UserParams,
  response: PublicUser,
  errors: [404],
})
export const getAvatar = defineRoute({
  method: 'GET',
  path: '/api/users/{id}/avatar',
  auth: 'user',
  summary: 'Where a picture is',
  params: UserParams,
  response: 'redirect',
  errors: [404],
})
