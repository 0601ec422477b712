import { toTime } from '#protocol/ids.ts'
import type { Profile, PublicUser } from '#protocol/users.ts'
import type { RoleRow, UserRow } from './store.ts'

/** Makes the URL of a picture. */
export type AvatarUrl = (file: { id: string; name: string }) => string

export function presentUser(row: UserRow, avatarUrl: AvatarUrl): PublicUser {
  const file =
    row.avatar_file_id !== null && row.avatar_name !== null ? { id: row.avatar_file_id, name: row.avatar_name } : null
  return {
    id: row.id,
    username: row.username,
    avatar_file_id: file && file.id,
    avatar_url: file && avatarUrl(file),
    is_guest: row.guest_seen_at !== null,
  }
}

export const presentProfile = (row: UserRow, roles: readonly RoleRow[], avatarUrl: AvatarUrl): Profile => ({
  ...presentUser(row, avatarUrl),
  email: row.email,
  created_at: toTime(row.created_at),
  updated_at: toTime(row.updated_at),
  roles: roles.map(({ id, name }) => ({ id, name })),
})
