import { useEffect } from 'react'
import { useApp, useTexts } from '../../app/context.tsx'

/** Says why a call ended, where it was not the person's own wish. */
export function useEnded(): void {
  const { voice, toasts } = useApp()
  const t = useTexts().voice
  useEffect(
    () =>
      voice.ended.subscribe(() => {
        const end = voice.ended.getSnapshot()
        if (end !== null) toasts.show({ tone: 'warn', text: t.ends[end] })
      }),
    [voice, toasts, t],
  )
}
