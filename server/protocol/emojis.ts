import { z } from 'zod'
import { Id, RoomPath, Time } from './ids.ts'
import { Signature } from './files.ts'
import { defineRoute } from './route.ts'

export const Emoji = z
  .object({ name: z.string(), created_at: Time, created_by: Id, url: RoomPath })
  .meta({ id: 'Emoji' })
export type Emoji = z.infer<typeof Emoji>
const EmojiParams = z.object({ name: z.string() })

export const listEmojis = defineRoute({
  method: 'GET',
  path: '/api/emojis',
  auth: 'user',
  summary: 'The emojis of the room, by name',
  response: z.array(Emoji),
})
export const createEmoji = defineRoute({
  method: 'POST',
  path: '/api/emojis',
  auth: 'user',
  summary: 'Add an emoji: parts `name` and `file`',
  body: 'file',
  response: z.object({ status: z.literal('ok'), name: z.string() }),
  errors: [409],
})
export const deleteEmoji = defineRoute({
  method: 'DELETE',
  path: '/api/emojis/{name}',
  auth: 'user',
  summary: 'Remove an emoji: its maker, or an admin',
  params: EmojiParams,
  response: 'no_content',
  errors: [403, 404],
})
export const getEmojiImage = defineRoute({
  method: 'GET',
  path: '/emojis/{name}/image',
  auth: 'media',
  summary: 'The picture of an emoji, a PNG',
  params: EmojiParams,
  query: Signature,
  response: 'bytes',
  errors: [404, 412, 416],
})
