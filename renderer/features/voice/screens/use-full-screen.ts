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
    const follow = () => setFull(document.fullscreenElement !== null && document.fullscreenElement === element.current)
    document.addEventListener('fullscreenchange', follow)
    return () => document.removeEventListener('fullscreenchange', follow)
  }, [document, element])
  if (!document.fullscreenEnabled) return { isFull: false, toggle: null }
  const toggle = () => {
    if (isFull) document.exitFullscreen().catch(onTrouble)
    else element.current?.requestFullscreen().catch(onTrouble)
  }
  return { isFull, toggle }
}
