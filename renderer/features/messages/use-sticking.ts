import { type RefObject, useState } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'

/** A scroll so long after the last turn of the wheel, touch or key is not the person's, in milliseconds. */
const INTENT_MS = 1_500
const INTENTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps the end in view while rows there grow (a text that is laid out late, a picture, a box below that takes room),
 * until somebody scrolls up, and again when they come back down. Only what the person does counts: a list that finds its
 * place passes by many others. The list itself follows only when rows are added, and one scroll is enough.
 */
function createSticking(list: RefObject<VirtuosoHandle | null>, startsAtEnd: boolean) {
  let sticks = startsAtEnd
  let stop = () => {}
  const toEnd = () => {
    if (sticks) list.current?.scrollToIndex({ index: 'LAST', align: 'end' })
  }
  return {
    stick(): void {
      sticks = true
      toEnd()
    },
    onHeight: toEnd,
    /** Whoever sticks is taken to the end by the height that rows add, once they are measured. */
    isSticking: () => sticks,
    follow(scroller: HTMLElement | Window | null): void {
      stop()
      if (!(scroller instanceof HTMLElement)) return
      let intent = -Infinity
      const onIntent = (event: Event) => {
        intent = performance.now()
        // The scroll comes a moment after the wheel, and a row that grows in between would take it back.
        if (event instanceof WheelEvent && event.deltaY < 0 && scroller.scrollTop > 0) sticks = false
      }
      const onScroll = () => {
        if (performance.now() - intent > INTENT_MS) return
        sticks = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 8
      }
      const resized = new ResizeObserver(toEnd)
      for (const name of INTENTS) scroller.addEventListener(name, onIntent, { passive: true })
      scroller.addEventListener('scroll', onScroll, { passive: true })
      resized.observe(scroller)
      stop = () => {
        for (const name of INTENTS) scroller.removeEventListener(name, onIntent)
        scroller.removeEventListener('scroll', onScroll)
        resized.disconnect()
      }
    },
  }
}
export const useSticking = (list: RefObject<VirtuosoHandle | null>, startsAtEnd: boolean) =>
  useState(() => createSticking(list, startsAtEnd))[0]
