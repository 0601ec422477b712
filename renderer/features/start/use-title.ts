import { useEffect } from 'react'
import { useApp } from '../../app/context.tsx'

/** The window's title while a screen is shown. */
export function useTitle(title: string): void {
  const { document } = useApp().platform.window
  useEffect(() => name(document, title), [document, title])
}

function name(document: Document, title: string): void {
  document.title = title
}
