import type { Kept } from '../../realtime/window.ts'

/** Where the list's numbering begins: far enough from 0 that no history runs out of numbers. */
const START = 10_000_000

/** The number of the first row, so that rows keep theirs when older ones come before them. */
export type Numbering = { readonly generation: number; readonly firstIndex: number; readonly messages: readonly Kept[] }
export const firstNumbering: Numbering = { generation: 0, firstIndex: START, messages: [] }

/**
 * Numbers a window anew. Where it shares messages with the one before, rows keep their numbers; where it is another part
 * of the history, it is another generation, and the list begins afresh.
 */
export function numbered(before: Numbering, messages: readonly Kept[]): Numbering {
  if (before.messages === messages) return before
  const oldFirst = before.messages[0]
  const newFirst = messages[0]
  const oldLast = before.messages.at(-1)
  const newLast = messages.at(-1)
  if (!oldFirst || !newFirst || !oldLast || !newLast) {
    const isOther = before.messages.length > 0 || messages.length > 0
    return { generation: before.generation + (isOther ? 1 : 0), firstIndex: START, messages }
  }
  const isApart = newFirst.seq > oldLast.seq || newLast.seq < oldFirst.seq
  if (isApart) return { generation: before.generation + 1, firstIndex: START, messages }
  // By seq, because the first ones may have been deleted meanwhile.
  const prepended = countBefore(messages, oldFirst.seq)
  const cut = countBefore(before.messages, newFirst.seq)
  return { generation: before.generation, firstIndex: before.firstIndex - prepended + cut, messages }
}

/** How many have a lower seq: binary search, because they may be 100,000. */
export function countBefore(messages: readonly Kept[], seq: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((messages[middle]?.seq ?? Infinity) < seq) low = middle + 1
    else high = middle
  }
  return low
}

/** The row of a message, by id; ids sort as text by time. -1 when it is not loaded. */
export function rowOf(messages: readonly Kept[], id: string): number {
  let low = 0
  let high = messages.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const here = messages[middle]?.id ?? ''
    if (here === id) return middle
    if (here < id) low = middle + 1
    else high = middle - 1
  }
  // Ids of one millisecond may stand in another order than seqs.
  return messages.findIndex((message) => message.id === id)
}
