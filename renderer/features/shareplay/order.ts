/** Somebody wants an item at this place; the room does not say so yet. */
export type Move = { readonly itemId: string; readonly to: number }
/**
 * Moves that the room has not confirmed, in the order in which they were made. The first one is under way since the
 * queue had the revision `sentAt`; null: it waits to be sent.
 */
export type Wishes = { readonly moves: readonly Move[]; readonly sentAt: number | null }

export const NO_WISHES: Wishes = { moves: [], sentAt: null }

const moved = (ids: readonly string[], { itemId, to }: Move): readonly string[] => {
  const from = ids.indexOf(itemId)
  return from === -1 ? ids : ids.toSpliced(from, 1).toSpliced(Math.min(to, ids.length - 1), 0, itemId)
}

/** The order as it is shown: the room's, with what was wished since. */
export const wishedOrder = (ids: readonly string[], { moves }: Wishes): readonly string[] => moves.reduce(moved, ids)

/** One more move. Of an item that waits already only the last place counts. */
export function withMove(wishes: Wishes, move: Move): Wishes {
  const waiting = wishes.sentAt === null ? 0 : 1
  const last = wishes.moves.at(-1)
  const isAgain = wishes.moves.length > waiting && last?.itemId === move.itemId
  return { ...wishes, moves: [...(isAgain ? wishes.moves.slice(0, -1) : wishes.moves), move] }
}

/** The queue as the room has it. */
export type Told = { readonly rev: number; readonly ids: readonly string[] }

/**
 * What to send now, if anything: one move at a time, each on top of the revision that the one before has made. Else the
 * room would take the second for that of somebody who has not seen the first, and drop it.
 */
export function nextMove(wishes: Wishes, told: Told): { wishes: Wishes; send: Move | null } {
  const [first, ...others] = wishes.moves
  if (first === undefined) return { wishes: NO_WISHES, send: null }
  const rest = { moves: others, sentAt: null }
  if (wishes.sentAt !== null) return told.rev > wishes.sentAt ? nextMove(rest, told) : { wishes, send: null }
  // The room says nothing to a move that changes nothing.
  const at = told.ids.indexOf(first.itemId)
  if (at === -1 || at === Math.min(first.to, told.ids.length - 1)) return nextMove(rest, told)
  return { wishes: { ...wishes, sentAt: told.rev }, send: first }
}
