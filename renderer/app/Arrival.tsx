import { useEffect } from 'react'

/** Tells the screen that one came to first from those after it. */
export function createArrivals() {
  let firstRef = true
  return {
    /** True once. */
    firstRef(): boolean {
      const was = firstRef
      firstRef = false
      return was
    },
  }
}

/**
 * Stands beside a screen and is mounted with it. On another screen than one came to first, the keyboard (and what reads
 * aloud) begins at its heading, where nothing else took the focus: what had it has gone with the screen before.
 */
export function Arrival({ arrivals }: { arrivals: ReturnType<typeof createArrivals> }) {
  useEffect(() => {
    const { activeElement, body } = document
    const heading = document.querySelector<HTMLElement>('h1')
    if (arrivals.firstRef() || !heading || (activeElement !== null && activeElement !== body)) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }, [arrivals])
  return null
}
