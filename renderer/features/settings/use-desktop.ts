import { useEffect, useState } from 'react'
import type { Autostart, Desktop, Preferences, PreferencesPatch, TokenStorage, UpdateState } from '#protocol/bridge.ts'
import { sentenceOf } from '../../api/errors.ts'
import { useApp } from '../../app/context.tsx'

export type DesktopState = {
  preferences: Preferences
  autostart: Autostart
  storage: TokenStorage
  updates: UpdateState
}
export type DesktopSettings = {
  desktop: Desktop
  state: DesktopState
  change(patch: PreferencesPatch): void
  setAutostart(enabled: boolean): void
  checkUpdates(): void
}

async function stateOf(desktop: Desktop): Promise<DesktopState> {
  const [preferences, autostart, storage, updates] = await Promise.all([
    desktop.preferences.get(),
    desktop.autostart.get(),
    desktop.tokens.storage(),
    desktop.updates.state(),
  ])
  return { preferences, autostart, storage, updates }
}

/** What the desktop app remembers of its user's wishes, and how to change it. Null until it has come. */
export function useDesktop(): DesktopSettings | null {
  const { platform, toasts } = useApp()
  const { desktop } = platform
  const [state, setState] = useState<DesktopState | null>(null)
  const fail = (error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) })
  useEffect(() => {
    if (!desktop) return
    stateOf(desktop).then(setState, (error: unknown) => toasts.show({ tone: 'danger', text: sentenceOf(error) }))
    return desktop.on('update_changed', (updates) => setState((before) => before && { ...before, updates }))
  }, [desktop, toasts])
  if (!desktop || !state) return null
  const put = (part: Partial<DesktopState>) => setState((before) => before && { ...before, ...part })
  return {
    desktop,
    state,
    change: (patch) => void desktop.preferences.set(patch).then((preferences) => put({ preferences }), fail),
    setAutostart: (enabled) => void desktop.autostart.set({ enabled }).then((autostart) => put({ autostart }), fail),
    checkUpdates: () => void desktop.updates.check().then((updates) => put({ updates }), fail),
  }
}
