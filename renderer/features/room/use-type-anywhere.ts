import { type RefObject, useEffect } from 'react'

/** The box to write in, not that of a message being changed. */
export const boxIn = (main: HTMLElement | null): HTMLTextAreaElement | null =>
  main?.querySelector<HTMLTextAreaElement>('form textarea') ?? null

/**
 * Whoever types while nothing has the focus (it was on something that has gone, or one clicked beside everything) wants to
 * write: the letter goes into the box.
 */
export function useTypeAnywhere(main: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key.length !== 1 || event.key === ' ' || event.target !== document.body) return
      boxIn(main.current)?.focus({ preventScroll: true })
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [main])
}
