import { TEXTS } from './texts.ts'

type Icon = { isEmpty(): boolean }
/** The window's part: Windows shows a picture on the task bar's button. */
export type BadgedWindow<Image> = { setOverlayIcon(image: Image | null, description: string): void }

/** The number of unread messages, wherever this system shows one: dock, launcher, task bar, tray. */
export function createBadge<Image extends Icon>(deps: {
  app: { setBadgeCount(count: number): boolean }
  platform: NodeJS.Platform
  window(): BadgedWindow<Image> | null
  overlay(): Image
  tray: { setUnread(count: number): void }
}): { set(count: number): void } {
  return {
    set(count) {
      deps.tray.setUnread(count)
      if (deps.platform === 'win32') {
        deps.window()?.setOverlayIcon(count === 0 ? null : deps.overlay(), count === 0 ? '' : TEXTS.badge(count))
      } else deps.app.setBadgeCount(count)
    },
  }
}
