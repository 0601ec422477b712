import { useChannel } from './use-channels.ts'
import { useLive } from '../../app/context.tsx'
import { useIsAdmin } from '../users/use-users.ts'
import { useMembers } from '../users/use-members.ts'

/** What one may do with a channel as a whole; the room decides in the end (contract, Channels). */
export function useChannelRights(channelId: string): { canEdit: boolean; canManage: boolean; canDelete: boolean } {
  const { userId } = useLive()
  const isAdmin = useIsAdmin()
  const isOwner = useChannel(channelId)?.is_owner ?? false
  const own = useMembers(channelId).data?.find((member) => member.user_id === userId)
  const canManage = isAdmin || isOwner || (own?.can_manage ?? false)
  return { canEdit: isAdmin || isOwner, canManage, canDelete: canManage }
}
