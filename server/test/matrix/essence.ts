import type { Reply } from '../client.ts'

/** All that a reply says, but when: two that are equal in this cannot be told apart. */
export const essence = (reply: Reply) => ({
  status: reply.status,
  headers: Object.fromEntries([...reply.headers].filter(([name]) => name !== 'date')),
  text: reply.text,
})
