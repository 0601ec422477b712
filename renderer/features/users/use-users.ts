import { skipToken, useQuery } from '@tanstack/react-query'
import type { Status } from '#protocol/presence.ts'
import type { Profile, PublicUser } from '#protocol/users.ts'
import { keys } from '../../api/keys.ts'
import type { PresenceMap } from '../../realtime/apply-event.ts'

const byId = (users: PublicUser[]): ReadonlyMap<string, PublicUser> => new Map(users.map((user) => [user.id, user]))
const nobody: ReadonlyMap<string, PublicUser> = new Map()

/** Everybody in the room, by id. */
export const useUsers = (): ReadonlyMap<string, PublicUser> =>
  useQuery<PublicUser[], Error, ReadonlyMap<string, PublicUser>>({ queryKey: keys.users, select: byId }).data ?? nobody
export const useUser = (id: string): PublicUser | undefined => useUsers().get(id)
export const useMe = (): Profile | undefined => useQuery<Profile>({ queryKey: keys.me }).data
/** You came in with a name alone, and cannot do what takes an account. */
export const useIsGuest = (): boolean => useMe()?.is_guest ?? false
export const useIsAdmin = (): boolean => useMe()?.roles.some((role) => role.name === 'admin') ?? false

const unknown: PresenceMap = {}
/** Who is here; people whose presence was not asked for are missing. */
export const usePresence = (): PresenceMap =>
  useQuery<PresenceMap>({ queryKey: keys.presence, queryFn: skipToken }).data ?? unknown
export const useStatus = (id: string): Status => usePresence()[id]?.status ?? 'offline'
