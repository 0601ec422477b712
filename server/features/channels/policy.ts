import { type Refusal, notManager, notMember, notOwner, readOnly, unknown } from '#protocol/errors.ts'

/** What a member may do; reading comes with membership. */
export type Rights = { canWrite: boolean; canManage: boolean }
/** How somebody stands to a channel that exists. */
export type Standing = { isPrivate: boolean; isOwner: boolean; isAdmin: boolean; rights: Rights | undefined }
export type ChannelAction =
  | 'read'
  | 'write'
  | 'join'
  | 'leave'
  | 'change'
  | 'delete'
  | 'list_members'
  | 'change_members'

const ADMIN_MAY = new Set<ChannelAction>(['change', 'delete', 'list_members', 'change_members'])

/**
 * Why somebody may not do this; null when they may. A private channel answers whoever is not in it exactly as one that
 * does not exist (contract, section 1).
 */
export function refusalFor(standing: Standing | undefined, action: ChannelAction): Refusal | null {
  if (!standing) return unknown('channel')
  const { rights } = standing
  if (standing.isAdmin && ADMIN_MAY.has(action)) return null
  if (!rights) {
    if (standing.isPrivate) return unknown('channel')
    return action === 'join' || action === 'leave' ? null : notMember()
  }
  switch (action) {
    case 'write':
      return rights.canWrite ? null : readOnly()
    case 'delete':
    case 'change_members':
      return rights.canManage ? null : notManager()
    case 'change':
      return standing.isOwner ? null : notOwner()
    case 'read':
    case 'join':
    case 'leave':
    case 'list_members':
      return null
  }
}
