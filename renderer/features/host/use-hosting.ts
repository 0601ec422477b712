import { useEffect, useState } from 'react'
import type { HostingState } from '#protocol/bridge.ts'
import { useApp } from '../../app/context.tsx'

/** Whether this app hosts a room; null in a browser, and until the desktop app has said it. */
export function useHosting(): HostingState | null {
  const { platform, onTrouble } = useApp()
  const { desktop } = platform
  const [state, setState] = useState<HostingState | null>(null)
  useEffect(() => {
    if (!desktop) return
    const stop = desktop.on('hosting_changed', setState)
    desktop.hosting.state().then(setState, onTrouble)
    return stop
  }, [desktop, onTrouble])
  return state
}
