import { useEffect } from 'react'
import type { DeepLink } from '#protocol/bridge.ts'
import { formatAppLink } from '#protocol/invitation.ts'
import { useApp, useTexts } from '../../app/context.tsx'

/** Shows the links that the system hands to the desktop app: the one that started it, and those that come later. */
export function useDeepLinks(): void {
  const { platform, nav, toasts, onTrouble } = useApp()
  const { desktop } = platform
  const t = useTexts().join
  useEffect(() => {
    if (!desktop) return
    const open = (link: DeepLink) => {
      if (link.kind === 'join') nav.go({ screen: 'join', link: formatAppLink(link.invitation) })
      else toasts.show({ tone: 'warn', text: t.deepLinkRefused(link.reason) })
    }
    const stop = desktop.on('deep_link', open)
    desktop.links.take().then((link) => link && open(link), onTrouble)
    return stop
  }, [desktop, nav, toasts, onTrouble, t])
}
