import { useState } from 'react'
import { sentenceOf } from '../api/errors.ts'
import { useApp } from './context.tsx'

/** Something that a click begins: busy while it runs, a notice when it fails. `run` tells whether it worked. */
export function useAction(): { busy: boolean; run(work: () => Promise<unknown>): Promise<boolean> } {
  const { toasts } = useApp()
  const [busy, setBusy] = useState(false)
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    try {
      await work()
      return true
    } catch (error) {
      toasts.show({ tone: 'danger', text: sentenceOf(error) })
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}
