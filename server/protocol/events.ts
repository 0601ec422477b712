import { z } from 'zod'
import { Channel } from './channels.ts'
import { Id, Time } from './ids.ts'
import { Message, Reaction } from './messages.ts'
import { Status } from './presence.ts'
import { ShareplayReport, ShareplayState } from './shareplay.ts'

const channel = { channel_id: Id }
const member = { channel_id: Id, user_id: Id }

/** What the server says on the WebSocket. A client ignores a type that it does not know. */
export const Event = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('connection_metadata'),
    session_id: Id,
    server_time: Time,
    protocol: z.number().int(),
    room_name: z.string(),
    user_id: Id,
    /** Wall-clock milliseconds at which the monotonic clock of `pong` reads 0. */
    server_epoch_ms: z.number(),
  }),
  Message.extend({ type: z.literal('message_created') }),
  z.object({
    type: z.literal('message_edited'),
    id: Id,
    ...channel,
    content: z.string().nullable(),
    edited_at: Time,
    change: z.number().int(),
  }),
  z.object({ type: z.literal('message_deleted'), id: Id, ...channel, deleted_at: Time, change: z.number().int() }),
  z.object({
    type: z.literal('reaction_updated'),
    message_id: Id,
    ...channel,
    reactions: z.array(Reaction),
    change: z.number().int(),
  }),
  z.object({ type: z.literal('user_updated'), user_id: Id }),
  z.object({ type: z.literal('typing'), ...member, started: z.boolean() }),
  z.object({ type: z.literal('room_state'), ...channel, voice_users: z.array(z.tuple([Id, Id])) }),
  z.object({ type: z.literal('voice_joined'), ...member, session_id: Id }),
  z.object({ type: z.literal('voice_left'), ...member, session_id: Id }),
  /** An addition: what somebody in the call tells of themselves; all false until they do. Ends with their `voice_left`. */
  z.object({
    type: z.literal('voice_state'),
    ...member,
    session_id: Id,
    muted: z.boolean(),
    deafened: z.boolean(),
    sharing: z.boolean(),
  }),
  z.object({
    type: z.literal('webrtc_signal'),
    ...channel,
    from_user_id: Id,
    from_session_id: Id,
    to_session_id: Id.nullable(),
    data: z.unknown(),
  }),
  z.object({ type: z.literal('shareplay_state'), ...channel, state: ShareplayState }),
  z.object({ type: z.literal('shareplay_update'), ...channel, state: ShareplayState }),
  z.object({ type: z.literal('shareplay_cleared'), ...channel }),
  /** An addition: how a listener's sound is, and `idle` when it is gone. Nobody is told what was said before they came. */
  z.object({ type: z.literal('shareplay_report'), ...member, session_id: Id, ...ShareplayReport.shape }),
  /** With times when the ping had `t0`: milliseconds, t1 (came) and t2 (answered) on the server's monotonic clock. */
  z.object({
    type: z.literal('pong'),
    t0: z.number().optional(),
    t1: z.number().optional(),
    t2: z.number().optional(),
  }),
  z.object({ type: z.literal('channel_created'), channel: Channel }),
  z.object({ type: z.literal('channel_updated'), channel: Channel }),
  z.object({ type: z.literal('channel_deleted'), ...channel }),
  z.object({ type: z.literal('member_added'), ...member }),
  z.object({ type: z.literal('member_removed'), ...member }),
  z.object({ type: z.literal('presence_changed'), user_id: Id, status: Status }),
  z.object({ type: z.literal('read_marker'), ...channel, last_read_message_id: Id }),
  z.object({ type: z.literal('server_closing') }),
  z.object({
    type: z.literal('error'),
    code: z.string(),
    message: z.string(),
    in_reply_to: z.string().optional(),
  }),
])
export type Event = z.infer<typeof Event>
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>
