import { z } from 'zod'
import { Reference } from './ids.ts'
import { ClientId } from './messages.ts'

const channel = { channel_id: Reference }

/** What a client may say on the WebSocket: one flat object a frame. */
export const commands = {
  join: z.object({ type: z.literal('join'), ...channel }),
  leave: z.object({ type: z.literal('leave'), ...channel }),
  chat_message: z.object({
    type: z.literal('chat_message'),
    ...channel,
    content: z.string(),
    client_id: ClientId.optional(),
    reply_to: Reference.optional(),
  }),
  typing: z.object({ type: z.literal('typing'), ...channel, started: z.boolean() }),
  join_call: z.object({ type: z.literal('join_call'), ...channel }),
  leave_call: z.object({ type: z.literal('leave_call'), ...channel }),
  webrtc_signal: z.object({
    type: z.literal('webrtc_signal'),
    ...channel,
    to_user_id: Reference,
    to_session_id: Reference.optional(),
    /** Any JSON; relayed as it is. */
    data: z.unknown(),
  }),
  ping: z.object({ type: z.literal('ping'), t0: z.number().optional() }),
}
export type CommandType = keyof typeof commands
export type CommandOf<T extends CommandType> = z.infer<(typeof commands)[T]>
