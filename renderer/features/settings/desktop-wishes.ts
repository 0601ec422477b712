import type { Desktop } from '#protocol/bridge.ts'
import type { Preferences, PreferencesStore } from '../../app/preferences.ts'

/**
 * Theme and notifications are wishes that the desktop app's main process acts on, too: what it remembers counts at the
 * start, and from then on it hears of every change.
 */
export function shareWishes(deps: {
  desktop: Pick<Desktop, 'preferences'>
  preferences: PreferencesStore
  onTrouble(error: unknown): void
}): () => void {
  const { desktop, preferences, onTrouble } = deps
  const wishesOf = ({ theme, notifications }: Pick<Preferences, 'theme' | 'notifications'>) => ({
    theme,
    notifications,
  })
  let known: ReturnType<typeof wishesOf> | null = null
  desktop.preferences.get().then((stored) => {
    known = wishesOf(stored)
    preferences.set(known)
  }, onTrouble)
  return preferences.subscribe(() => {
    const now = wishesOf(preferences.getSnapshot())
    if (!known || (now.theme === known.theme && now.notifications === known.notifications)) return
    known = now
    desktop.preferences.set(now).catch(onTrouble)
  })
}
