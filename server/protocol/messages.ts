import { z } from 'zod'
import { Id, Reference, RoomPath, Time } from './ids.ts'
import { defineRoute, empty } from './route.ts'

export const Reaction = z
  .object({ emoji: z.string(), users: z.array(Id), count: z.number().int().min(1) })
  .meta({ id: 'Reaction' })
export type Reaction = z.infer<typeof Reaction>

export const Message = z
  .object({
    id: Id,
    channel_id: Id,
    user_id: Id,
    content: z.string().nullable(),
    file_url: RoomPath.nullable(),
    filename: z.string().nullable(),
    file_size: z.number().int().min(0).nullable(),
    /** By the file's bytes; `text/x-markup` is text that a browser might take for a page (HTML, SVG, XML). */
    file_type: z.string().nullable(),
    /** Of a raster image, in pixels as it is shown; null for everything else, and where the room could not tell. */
    file_width: z.number().int().min(1).nullable(),
    file_height: z.number().int().min(1).nullable(),
    /** The message of the same channel that this one answers; it may have been deleted since. */
    reply_to: Id.nullable(),
    created_at: Time,
    edited_at: Time.nullable(),
    reactions: z.array(Reaction),
    /** Counts up in the channel from 1 without gaps. */
    seq: z.number().int().min(1),
    /** The channel's change counter when this was last created, edited, deleted or reacted to. */
    change: z.number().int().min(1),
    client_id: z.string().nullable(),
    /** Only while catching up by `changed_after`: this one is gone. */
    deleted_at: Time.optional(),
  })
  .meta({ id: 'Message' })
export type Message = z.infer<typeof Message>

/** A name that the sender gives a message, so that a retry is not a second one. */
export const ClientId = z.string().max(100)

const MessageParams = z.object({ id: Reference })
/** 1–200, clamped rather than refused. */
const Limit = z.coerce
  .number()
  .refine((n) => n === Infinity || Number.isInteger(n), 'A limit is a whole number')
  .transform((n) => Math.min(200, Math.max(1, n)))
  .optional()
  .meta({ override: { type: 'integer', description: '1 to 200, default 50; clamped' } })
const Counter = z.coerce.number().int().min(0)

export const listMessages = defineRoute({
  method: 'GET',
  path: '/api/channels/{id}/messages',
  auth: 'user',
  summary: 'A page of history (newest first), or what has come or changed since (oldest first)',
  params: MessageParams,
  query: z.object({
    limit: Limit,
    before: Reference.optional(),
    around: Reference.optional(),
    after_seq: Counter.optional(),
    changed_after: Counter.optional(),
  }),
  response: z.array(Message),
  errors: [403, 404],
})
export const PostBody = z.object({
  content: z.string().optional(),
  file_id: Reference.optional(),
  client_id: ClientId.optional(),
  /** A message of the same channel, not deleted: 400 `reply_invalid` otherwise. */
  reply_to: Reference.optional(),
})
export const postMessage = defineRoute({
  method: 'POST',
  path: '/api/channels/{id}/messages',
  auth: 'user',
  summary: 'Send a message',
  params: MessageParams,
  body: PostBody,
  response: Message,
  errors: [403, 404, 409],
})
export const editMessage = defineRoute({
  method: 'PATCH',
  path: '/api/messages/{id}',
  auth: 'user',
  summary: 'Edit a message of yours',
  params: MessageParams,
  body: z.object({ content: z.string() }),
  response: Message,
  errors: [403, 404],
})
export const deleteMessage = defineRoute({
  method: 'DELETE',
  path: '/api/messages/{id}',
  auth: 'user',
  summary: 'Delete a message: yours, or any as a manager',
  params: MessageParams,
  response: empty,
  errors: [403, 404],
})
export const toggleReaction = defineRoute({
  method: 'PUT',
  path: '/api/messages/{id}/reactions/{emoji}',
  auth: 'user',
  summary: 'React, or take your reaction back',
  params: z.object({ id: Reference, emoji: z.string() }),
  body: z.object({}),
  response: z.object({ reactions: z.array(Reaction) }),
  errors: [403, 404],
})
export const listReactions = defineRoute({
  method: 'GET',
  path: '/api/messages/{id}/reactions',
  auth: 'user',
  summary: 'The reactions to a message',
  params: MessageParams,
  response: z.array(Reaction),
  errors: [403, 404],
})
export const search = defineRoute({
  method: 'GET',
  path: '/api/search',
  auth: 'user',
  summary: 'Find messages by their words in all channels that you can read, newest first',
  query: z.object({
    q: z.string().max(1_000),
    channel_id: Reference.optional(),
    before: Reference.optional(),
    limit: Limit,
  }),
  response: z.object({
    results: z.array(z.object({ message: Message, snippet: z.string() })),
    next: Id.nullable(),
  }),
  errors: [403, 404],
})
