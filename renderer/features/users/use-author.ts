import { useQuery } from '@tanstack/react-query'
import { type PublicUser, getUser } from '#protocol/users.ts'
import { keys } from '../../api/keys.ts'
import { useLive } from '../../app/context.tsx'
import { useUsers } from './use-users.ts'

/** Who wrote something: also a guest who is gone, whom the list of everybody leaves out. */
export function useAuthor(id: string): PublicUser | undefined {
  const { call } = useLive()
  const users = useUsers()
  const listed = users.get(id)
  const isMissing = listed === undefined && users.size > 0
  const gone = useQuery<PublicUser>({
    queryKey: keys.user(id),
    queryFn: ({ signal }) => call(getUser, { params: { id } }, { signal }),
    enabled: isMissing,
    retry: false,
  })
  return listed ?? (isMissing ? gone.data : undefined)
}
