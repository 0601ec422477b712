import { useRoom, useTexts } from '../../app/context.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { shownStatus } from './groups.ts'
import { useStatus, useUser } from './use-users.ts'

type Size = 'xs' | 's' | 'm' | 'l' | 'xl'

/** A person's circle, with their picture when they have one. `talking`: with a ring; something beside it says it, too. */
export function PersonAvatar({ userId, size, talking = false }: { userId: string; size: Size; talking?: boolean }) {
  return <Avatar id={userId} {...usePicture(userId)} size={size} talking={talking} />
}

/** The same with a badge for whether they are here, which is also said. */
export function PersonAvatarWithStatus({ userId, size }: { userId: string; size: Size }) {
  const t = useTexts().users
  const status = shownStatus(useStatus(userId))
  return <Avatar id={userId} {...usePicture(userId)} size={size} status={status} statusLabel={t.status[status]} />
}

function usePicture(userId: string): { name: string; src: string | null } {
  const t = useTexts().users
  const { baseUrl } = useRoom()
  const user = useUser(userId)
  return { name: user?.username ?? t.somebody, src: user?.avatar_url ? baseUrl + user.avatar_url : null }
}
