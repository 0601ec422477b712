import type { Outgoing } from '../../outbox/outbox.ts'
import { isSameDay } from './times.ts'

/** What of a message says where it belongs. */
export type Placed = {
  readonly id: string
  readonly user_id: string
  readonly created_at: string
  readonly reply_to: string | null
}
/** Longer than this, and the same author begins anew. */
const GROUP_MS = 5 * 60_000

/** The same of what is on its way, by the clock of here. */
export const placedOf = (entry: Outgoing, userId: string): Placed => ({
  id: entry.client_id,
  user_id: userId,
  created_at: new Date(entry.created_at).toISOString(),
  reply_to: entry.reply_to,
})

/** What stands before a message, judged by its neighbour alone: so that 100,000 of them cost nothing. */
export function placeOf(before: Placed | undefined, message: Placed, newAfter: string | null) {
  const startsDay = !before || !isSameDay(before.created_at, message.created_at)
  const isFirstNew = newAfter !== null && message.id > newAfter && (!before || before.id <= newAfter)
  const gap = before ? Date.parse(message.created_at) - Date.parse(before.created_at) : Infinity
  const startsGroup =
    startsDay || isFirstNew || before.user_id !== message.user_id || gap > GROUP_MS || message.reply_to !== null
  return { startsDay, isFirstNew, startsGroup }
}

/** Has somebody else said something behind this message? */
export const hasNewAfter = (messages: readonly Placed[], newAfter: string | null, userId: string): boolean => {
  if (newAfter === null) return false
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i]
    if (!message || message.id <= newAfter) return false
    if (message.user_id !== userId) return true
  }
  return false
}
