import type { z } from 'zod'
import type { PostBody } from '#protocol/messages.ts'
import type { Entry } from './store.ts'

/** An entry as the room wants it: without what it does not have. */
export const postBodyOf = ({ client_id, content, file_id, reply_to }: Entry): z.infer<typeof PostBody> => ({
  client_id,
  ...(content === null ? {} : { content }),
  ...(file_id === null ? {} : { file_id }),
  ...(reply_to === null ? {} : { reply_to }),
})
