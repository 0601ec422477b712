import { type RefObject, useState } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'

/** A scroll so long after the last turn of the wheel, touch or key is not the person's, in milliseconds. */
const INTENT_MS = 1_500
const INTENTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps the end in view while rows there grow (a text that is laid out late, a picture, a box below that takes room),
 * until somebody scrolls up, and again when they come back down. Only what the person does counts: a list that finds its
 * place passes by many others. The list itself follows only when rows are added.
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
    follow(scroller: HTMLElement | Window | null): void {
      stop()
      if (!(scroller instanceof HTMLElement)) return
      let intent = -Infinity
      const onIntent = () => void (intent = performance.now())
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
