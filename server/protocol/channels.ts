import { z } from 'zod'
import { Id, Reference, Time, lineOf } from './ids.ts'
import { defineRoute, empty } from './route.ts'

export const ChannelName = lineOf(100)
const Seq = z.number().int().min(0)

export const Channel = z
  .object({
    id: Id,
    name: z.string(),
    is_voice: z.boolean(),
    is_private: z.boolean(),
    is_owner: z.boolean(),
    last_message_at: Time.nullable(),
    last_seq: Seq,
    unread_count: Seq,
  })
  .meta({ id: 'Channel' })
export type Channel = z.infer<typeof Channel>

export const Unread = z
  .object({
    channel_id: Id,
    last_read_message_id: Id.nullable(),
    last_read_at: Time.nullable(),
    unread_count: Seq,
  })
  .meta({ id: 'Unread' })
export type Unread = z.infer<typeof Unread>

export const Member = z
  .object({ user_id: Id, can_read: z.literal(true), can_write: z.boolean(), can_manage: z.boolean() })
  .meta({ id: 'Member' })

const ChannelParams = z.object({ id: Reference })
const UserIds = z.array(Reference).max(10_000)

export const listChannels = defineRoute({
  method: 'GET',
  path: '/api/channels',
  auth: 'user',
  summary: 'The channels that you are in, by creation; with `joinable=true` the public ones that you left',
  query: z.object({ joinable: z.enum(['true', 'false']).optional() }),
  response: z.array(Channel),
})
export const createChannel = defineRoute({
  method: 'POST',
  path: '/api/channels',
  auth: 'user',
  summary: 'Make a channel',
  body: z.object({
    name: ChannelName,
    is_voice: z.boolean().optional(),
    is_private: z.boolean().optional(),
    members: UserIds.optional(),
  }),
  response: Channel,
  errors: [409],
})
export const listUnread = defineRoute({
  method: 'GET',
  path: '/api/channels/unread',
  auth: 'user',
  summary: 'How far you have read, for each of your channels',
  response: z.array(Unread),
})
export const patchChannel = defineRoute({
  method: 'PATCH',
  path: '/api/channels/{id}',
  auth: 'user',
  summary: 'Change a channel',
  params: ChannelParams,
  body: z.object({
    name: ChannelName.optional(),
    is_voice: z.boolean().optional(),
    is_private: z.boolean().optional(),
  }),
  response: empty,
  errors: [403, 404],
})
export const deleteChannel = defineRoute({
  method: 'DELETE',
  path: '/api/channels/{id}',
  auth: 'user',
  summary: 'Delete a channel and all that is in it',
  params: ChannelParams,
  response: empty,
  errors: [403, 404],
})
const marker = (name: 'read' | 'notified', summary: string) =>
  defineRoute({
    method: 'POST',
    path: `/api/channels/{id}/${name}`,
    auth: 'user',
    summary,
    params: ChannelParams,
    body: z.object({ message_id: Reference }),
    response: empty,
    errors: [403, 404],
  })
export const markRead = marker('read', 'You have read up to this message')
export const markNotified = marker('notified', 'You have been told of messages up to this one')
export const getOwnership = defineRoute({
  method: 'GET',
  path: '/api/channels/{id}/ownership',
  auth: 'user',
  summary: 'Is it yours?',
  params: ChannelParams,
  response: z.object({ is_owner: z.boolean() }),
  errors: [403, 404],
})
const membership = (name: 'join' | 'leave', summary: string) =>
  defineRoute({
    method: 'POST',
    path: `/api/channels/{id}/${name}`,
    auth: 'user',
    summary,
    params: ChannelParams,
    body: z.object({}),
    response: empty,
    errors: [403, 404],
  })
export const joinChannel = membership('join', 'Become a member of a public channel')
export const leaveChannel = membership('leave', 'Leave a channel')
export const listMembers = defineRoute({
  method: 'GET',
  path: '/api/channels/{id}/members',
  auth: 'user',
  summary: 'Who is in it, and may do what',
  params: ChannelParams,
  response: z.array(Member),
  errors: [403, 404],
})
export const changeMembers = defineRoute({
  method: 'POST',
  path: '/api/channels/{id}/members',
  auth: 'user',
  summary: 'Add, remove and change members, all or nothing',
  params: ChannelParams,
  body: z.object({
    add: UserIds.optional(),
    remove: UserIds.optional(),
    set: z
      .array(z.object({ user_id: Reference, can_write: z.boolean().optional(), can_manage: z.boolean().optional() }))
      .max(10_000)
      .optional(),
  }),
  response: empty,
  errors: [403, 404],
})
export const getChannelInfo = defineRoute({
  method: 'GET',
  path: '/api/channels/{id}/info',
  auth: 'user',
  summary: 'About a channel',
  params: ChannelParams,
  response: z.object({ name: z.string(), owner_username: z.string(), created_at: Time, message_count: Seq }),
  errors: [403, 404],
})
