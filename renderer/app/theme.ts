import type { PreferencesStore } from './preferences.ts'

/** Keeps the page's theme, text size and motion as the person wants them, and as the system does where they leave it. */
export function followTheme({ window, preferences }: { window: Window; preferences: PreferencesStore }): () => void {
  const light = window.matchMedia('(prefers-color-scheme: light)')
  const { documentElement: page } = window.document
  const apply = () => {
    const { theme, text_size, reduce_motion } = preferences.getSnapshot()
    page.dataset['theme'] = theme === 'system' ? (light.matches ? 'light' : 'dark') : theme
    page.style.fontSize = text_size === 100 ? '' : `${text_size}%`
    if (reduce_motion) page.dataset['motion'] = 'reduced'
    else delete page.dataset['motion']
  }
  apply()
  light.addEventListener('change', apply)
  const stop = preferences.subscribe(apply)
  return () => {
    light.removeEventListener('change', apply)
    stop()
  }
}
