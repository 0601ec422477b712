import * as routes from '#protocol/channels.ts'
import { toTime } from '#protocol/ids.ts'
import { type Operation, handle } from '../../http/operation.ts'
import type { ChannelService } from './service.ts'

export const channelRoutes = (channels: ChannelService): Operation[] => [
  handle(routes.listChannels, ({ caller, query }) => channels.list(caller, query.joinable === 'true')),
  handle(routes.createChannel, ({ caller, body }) => channels.create(caller, body)),
  handle(routes.listUnread, ({ caller }) => channels.unread(caller)),
  handle(routes.patchChannel, ({ caller, params, body }) => channels.patch(caller, params.id, body)),
  handle(routes.deleteChannel, ({ caller, params }) => channels.delete(caller, params.id)),
  handle(routes.markRead, ({ caller, params, body }) => channels.markRead(caller, params.id, body.message_id)),
  handle(routes.markNotified, ({ caller, params, body }) => channels.markNotified(caller, params.id, body.message_id)),
  handle(routes.getOwnership, async ({ caller, params }) => ({ is_owner: channels.isOwner(caller, params.id) })),
  handle(routes.joinChannel, ({ caller, params }) => channels.join(caller, params.id)),
  handle(routes.leaveChannel, ({ caller, params }) => channels.leave(caller, params.id)),
  handle(routes.listMembers, ({ caller, params }) => channels.members(caller, params.id)),
  handle(routes.changeMembers, ({ caller, params, body }) => channels.changeMembers(caller, params.id, body)),
  handle(routes.getChannelInfo, async ({ caller, params }) => {
    const { created_at: createdAt, ...info } = await channels.info(caller, params.id)
    return { ...info, created_at: toTime(createdAt) }
  }),
]
