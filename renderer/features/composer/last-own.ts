import type { Message } from '#protocol/messages.ts'

/** The newest message with words of this person among what is loaded. */
export const lastOwn = (messages: readonly Message[] | undefined, userId: string): Message | undefined =>
  messages?.findLast((message) => message.user_id === userId && message.content !== null)
