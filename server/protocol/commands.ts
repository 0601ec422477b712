import { z } from 'zod'
import { Reference } from './ids.ts'
import { ClientId } from './messages.ts'
import { ShareplayReport } from './shareplay.ts'

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
  /** An addition: what others see of you in a call. All false when a call begins; it ends with it. */
  voice_state: z.object({
    type: z.literal('voice_state'),
    ...channel,
    muted: z.boolean(),
    deafened: z.boolean(),
    sharing: z.boolean(),
  }),
  webrtc_signal: z.object({
    type: z.literal('webrtc_signal'),
    ...channel,
    to_user_id: Reference,
    to_session_id: Reference.optional(),
    /** Any JSON; relayed as it is. */
    data: z.unknown(),
  }),
  /**
   * `data`: what was typed, seconds or an index, as the action has it. `item_id`: beats the index; of `seek`: in this item
   * only, else it is the error `stale`.
   */
  shareplay_action: z.object({
    type: z.literal('shareplay_action'),
    ...channel,
    action_type: z.string(),
    data: z.union([z.string(), z.number()]).nullish(),
    rev: z.number().int().optional(),
    item_id: Reference.optional(),
  }),
  /** An addition: for all who hear of the queue, while there is one. More than two a second are dropped. */
  shareplay_report: z.object({ type: z.literal('shareplay_report'), ...channel, ...ShareplayReport.shape }),
  ping: z.object({ type: z.literal('ping'), t0: z.number().optional() }),
}
export type CommandType = keyof typeof commands
export type CommandOf<T extends CommandType> = z.infer<(typeof commands)[T]>
