import { type RefCallback, useCallback, useState } from 'react'

/** Whether an element holds more than it shows, followed while it and its content grow and shrink. */
export function useOverflows(): [RefCallback<HTMLElement>, boolean] {
  const [overflows, setOverflows] = useState(false)
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const measure = () => setOverflows(element.scrollHeight > element.clientHeight + 1)
    const sizes = new ResizeObserver(measure)
    const follow = () => {
      sizes.disconnect()
      for (const one of [element, ...element.children]) sizes.observe(one)
    }
    const content = new MutationObserver(follow)
    content.observe(element, { childList: true })
    follow()
    return () => {
      content.disconnect()
      sizes.disconnect()
    }
  }, [])
  return [ref, overflows]
}
