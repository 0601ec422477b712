import { useLayoutEffect, useRef } from 'react'

/**
 * Gives the focus back to what had it before something opened. Radix does so for its own triggers only, and what opens
 * by a state has none: without this the keyboard would start again at the top of the page.
 */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    // The content comes a commit later (a portal), so that this is still what was there before.
    if (open) before.current = document.activeElement
  }, [open])
  return (event) => {
    event.preventDefault()
    if (before.current instanceof HTMLElement) before.current.focus()
  }
}
