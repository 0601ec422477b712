import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { usePanels } from './panels-context.tsx'

/** A column beside the conversation. When it goes with the focus in it, the keyboard goes back to where one writes. */
export function Beside({
  label,
  className,
  children,
}: {
  label: string
  className?: string | undefined
  children: ReactNode
}) {
  const panels = usePanels()
  const column = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const { current } = column
    return () => {
      if (current?.contains(document.activeElement)) panels.focusComposer()
    }
  }, [panels])
  return (
    <aside ref={column} className={className} aria-label={label}>
      {children}
    </aside>
  )
}
