import { type RefObject, useEffect, useState } from 'react'
import { useApp } from '../../../app/context.tsx'

/** Whether an element fills the whole screen, and the way there and back. `toggle` null: the browser has no such thing. */
export function useFullScreen(element: RefObject<HTMLElement | null>): {
  isFull: boolean
  toggle: (() => void) | null
} {
  const { platform, onTrouble } = useApp()
  const { document } = platform.window
  const [isFull, setFull] = useState(false)
  useEffect(() => {
    const follow = () => setFull(isFullNow(document, element.current))
    document.addEventListener('fullscreenchange', follow)
    return () => document.removeEventListener('fullscreenchange', follow)
  }, [document, element])
  if (!document.fullscreenEnabled) return { isFull: false, toggle: null }
  const toggle = () => {
    // By the document itself: what is shown here follows a frame later, and keys are quicker.
    if (isFullNow(document, element.current)) document.exitFullscreen().catch(onTrouble)
    else element.current?.requestFullscreen().catch(onTrouble)
  }
  return { isFull, toggle }
}

const isFullNow = (document: Document, element: HTMLElement | null): boolean =>
  element !== null && document.fullscreenElement === element
