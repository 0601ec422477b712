import type { HostingState } from '#protocol/bridge.ts'
import type { Log } from './failure.ts'
import { TEXTS } from './texts.ts'

type Item = { label: string; enabled?: boolean; click?: () => void } | { type: 'separator' }
export type TrayIcon<Image, Built> = {
  setImage(image: Image): void
  setToolTip(text: string): void
  setContextMenu(menu: Built): void
  on(event: 'click', listener: () => void): unknown
  destroy(): void
}

export type Tray = {
  /** False where the system has no place for one: then closing the window quits. */
  readonly isThere: boolean
  setUnread(count: number): void
  setHosting(state: HostingState): void
  close(): void
}

/** The icon by the clock: with a dot while something is unread, and the way back to a hidden window. */
export function createTray<Image, Built>(deps: {
  create(image: Image): TrayIcon<Image, Built>
  buildMenu(template: Item[]): Built
  icons: { calm: Image; unread: Image }
  show(): void
  quit(): void
  log: Log
}): Tray {
  let icon: TrayIcon<Image, Built> | null = null
  try {
    icon = deps.create(deps.icons.calm)
  } catch (error) {
    deps.log('This system shows no tray icon.', error)
  }
  const setHosting = (state: HostingState) =>
    icon?.setContextMenu(
      deps.buildMenu([
        ...(state.kind === 'on' ? [{ label: TEXTS.tray.hosting(state.name), enabled: false }] : []),
        { label: TEXTS.tray.open, click: deps.show },
        { type: 'separator' },
        { label: TEXTS.tray.quit, click: deps.quit },
      ]),
    )
  icon?.on('click', deps.show)
  icon?.setToolTip(TEXTS.app)
  setHosting({ kind: 'off' })
  return {
    isThere: icon !== null,
    setUnread(count) {
      icon?.setImage(count === 0 ? deps.icons.calm : deps.icons.unread)
      icon?.setToolTip(count === 0 ? TEXTS.app : TEXTS.tray.unread(count))
    },
    setHosting,
    close: () => icon?.destroy(),
  }
}
