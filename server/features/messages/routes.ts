import * as routes from '#protocol/messages.ts'
import { type Operation, handle } from '../../http/operation.ts'
import type { MessageService } from './service.ts'

export const messageRoutes = (messages: MessageService): Operation[] => [
  handle(routes.listMessages, ({ caller, params, query }) => messages.page(caller, params.id, query)),
  handle(routes.postMessage, async ({ caller, params, body }) => messages.post(caller, params.id, body)),
  handle(routes.editMessage, ({ caller, params, body }) => messages.edit(caller, params.id, body.content)),
  handle(routes.deleteMessage, ({ caller, params }) => messages.delete(caller, params.id)),
  handle(routes.toggleReaction, async ({ caller, params }) => ({
    reactions: await messages.react(caller, params.id, params.emoji),
  })),
  handle(routes.listReactions, ({ caller, params }) => messages.reactions(caller, params.id)),
  handle(routes.search, ({ caller, query }) => messages.search(caller, query)),
]
