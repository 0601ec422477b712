import { ListX } from 'lucide-react'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { useLive, useObservable, usePreferences, useTexts } from '../../app/context.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { classes } from '../../ui/classes.ts'
import type { Actions } from './actions.ts'
import { ClearQueue } from './ClearQueue.tsx'
import { startRowDrag } from './drag-rows.ts'
import style from './Queue.module.css'
import { QueueRow } from './QueueRow.tsx'
import { sumsOf } from './rows.ts'
import { SongUploads } from './SongUploads.tsx'
import { useQueueKeys } from './use-queue-keys.ts'
import { useQueueOrder } from './use-queue-order.ts'

type Props = { channelId: string; state: ShareplayState | null; actions: Actions; isDucked: boolean }

/** What plays and what comes after it, in an order that everybody may change; under it what is on its way into it. */
export function Queue({ channelId, state, actions, isDucked }: Props) {
  const t = useTexts().shareplay
  const { items, move } = useQueueOrder(state, actions)
  const uploads = useObservable(useLive().songUploads).filter((one) => one.channelId === channelId)
  const [isClearing, setClearing] = useState(false)
  const list = useRef<HTMLOListElement>(null)
  const currentId = state?.current_index == null ? null : (state.queue[state.current_index]?.id ?? null)
  const currentAt = items.findIndex(({ id }) => id === currentId)
  const { stopId, said, onMove, onRemove, ...keys } = useQueueKeys({
    items,
    currentId,
    list,
    move,
    remove: actions.remove,
  })
  const onPointerDown = useRowDrag(
    items.map(({ id }) => id),
    onMove,
  )
  if (items.length === 0 && uploads.length === 0) return null
  const { seconds, isExact, count } = sumsOf(items)
  return (
    <section className={style['queue']} aria-label={t.queueLabel}>
      <div className={style['head']}>
        <h3>{t.queue(count)}</h3>
        {seconds > 0 && <p>{t.queueTotal(seconds, isExact)}</p>}
        <Ducking isDucked={isDucked} />
        <IconButton
          label={t.clear}
          size="sm"
          disabled={count === 0}
          icon={<ListX aria-hidden />}
          onClick={() => setClearing(true)}
        />
      </div>
      <div className={style['scroll']}>
        <ol ref={list} aria-label={t.queueLabel} {...keys} onPointerDown={onPointerDown}>
          {items.map((item, at) => (
            <QueueRow
              key={item.id}
              item={item}
              at={at}
              count={count}
              currentAt={currentAt === -1 ? null : currentAt}
              status={state?.status ?? 'paused'}
              actions={actions}
              isTabStop={item.id === stopId}
              onMove={onMove}
              onRemove={onRemove}
            />
          ))}
        </ol>
        {uploads.length > 0 && <SongUploads uploads={uploads} />}
      </div>
      <p role="status" className="visually-hidden">
        {said}
      </p>
      <ClearQueue open={isClearing} count={count} onClose={() => setClearing(false)} onClear={actions.clear} />
    </section>
  )
}

/** Said where one may wonder why it has become softer. */
function Ducking({ isDucked }: { isDucked: boolean }) {
  const t = useTexts().shareplay
  const { player_duck } = usePreferences()
  if (!player_duck) return <span />
  return <span className={classes(isDucked && style['now'])}>{isDucked ? t.ducked : t.ducks}</span>
}

/** By a mouse a row is taken anywhere but on its buttons; a finger scrolls there, and takes it by its grip. */
function useRowDrag(ids: readonly string[], onMove: (itemId: string, to: number) => void) {
  const drag = useRef({ shape: '', cancel: () => {} })
  const shape = ids.join()
  // The rows that are dragged about are those that were there: between others it would be another place.
  useEffect(() => {
    const { current } = drag
    if (!shape.startsWith(current.shape)) current.cancel()
    current.shape = shape
  }, [shape])
  useEffect(() => {
    const { current } = drag
    return () => current.cancel()
  }, [])
  return (event: PointerEvent<HTMLOListElement>) => {
    const { target, currentTarget: list } = event
    if (event.button !== 0 || !(target instanceof Element) || !list.contains(target)) return
    const isGrip = target.closest('[data-grip]') !== null
    const isFree = event.pointerType === 'mouse' && target.closest('button:not([data-main])') === null
    const from = [...list.children].findIndex((row) => row.contains(target))
    const itemId = ids[from]
    if (itemId === undefined || !(isGrip || isFree)) return
    drag.current.cancel()
    drag.current.cancel = startRowDrag({ list, from, press: event, window, onDrop: (to) => onMove(itemId, to) })
  }
}
