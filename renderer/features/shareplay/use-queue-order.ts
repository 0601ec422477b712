import { useEffect, useLayoutEffect, useMemo } from 'react'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import { useLive, useObservable } from '../../app/context.tsx'
import type { Actions } from './actions.ts'
import { wishedOrder } from './order.ts'
import { QueueOrder } from './queue-order.ts'
import { inOrder } from './rows.ts'

/** The queue as one wants it: moves are seen at once, and sent. */
export function useQueueOrder(
  state: ShareplayState | null,
  actions: Actions,
): { items: readonly ShareplayItem[]; move(itemId: string, to: number): void } {
  const { socket } = useLive()
  const order = useMemo(() => new QueueOrder({ send: actions.move, socket }), [actions, socket])
  useEffect(() => order.start(), [order])
  const queue = state?.queue
  const rev = state?.rev ?? 0
  const ids = useMemo(() => (queue ?? []).map(({ id }) => id), [queue])
  const wishes = useObservable(order)
  // Before it is drawn: what the room has done and what was wished are never seen one after the other.
  useLayoutEffect(() => order.seen({ rev, ids }), [order, rev, ids])
  const items = useMemo(() => inOrder(queue ?? [], wishedOrder(ids, wishes)), [queue, ids, wishes])
  return { items, move: (itemId, to) => order.move(itemId, to) }
}
