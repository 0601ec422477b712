import { type RefObject, useLayoutEffect } from 'react'

/** Grows with its text, for browsers that do not know `field-sizing: content`. The style says how far. */
export function useAutoHeight(area: RefObject<HTMLTextAreaElement | null>): void {
  // After every time that it was drawn: each key draws it.
  useLayoutEffect(() => {
    if (area.current && !CSS.supports('field-sizing', 'content')) fit(area.current)
  })
}
function fit(area: HTMLTextAreaElement): void {
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
}
