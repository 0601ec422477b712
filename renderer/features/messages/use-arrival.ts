import { type RefObject, useEffect, useState } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'

/** How often the list is sent to its place again when it is not there after so many frames; then it is let be. */
const FRAMES = 40
const TRIES = 8

/**
 * Whether a list that begins at some message has come to it, as one sees it. Until then nothing may be put before it: the
 * list places itself by rows that it has not measured yet, and what comes above meanwhile pushes it off.
 */
export function useArrival(list: RefObject<VirtuosoHandle | null>, startId: string | null, startRow: number | 'LAST') {
  const [hasArrived, setHasArrived] = useState(startId === null)
  useEffect(() => {
    if (hasArrived || startId === null) return
    let frames = 0
    let inView = 0
    let frame = 0
    const look = () => {
      const row = document.querySelector(`[role="log"] article[data-id="${CSS.escape(startId)}"]`)
      const log = row?.closest('[role="log"]')
      const place = row?.getBoundingClientRect()
      const view = log?.getBoundingClientRect()
      // The list is invisible until it has found its place.
      const isSeen = row?.checkVisibility({ visibilityProperty: true })
      const isInView = isSeen && place && view && place.bottom > view.top && place.top < view.bottom
      inView = isInView ? inView + 1 : 0
      frames++
      if (inView >= 3 || frames > FRAMES * TRIES) {
        setHasArrived(true)
        return
      }
      if (frames % FRAMES === 0 && inView === 0 && startRow !== 'LAST')
        list.current?.scrollToIndex({ index: startRow, align: 'center' })
      frame = requestAnimationFrame(look)
    }
    frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  }, [hasArrived, list, startId, startRow])
  return hasArrived
}
