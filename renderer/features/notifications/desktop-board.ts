import type { Desktop } from '#protocol/bridge.ts'
import type { NoticeBoard } from './board.ts'

/** The system's notifications, by way of the desktop app, which needs no leave of anybody. */
export const desktopBoard = (desktop: Desktop, onTrouble: (error: unknown) => void): NoticeBoard => ({
  permission: () => 'granted',
  ask: () => Promise.resolve('granted'),
  show: (notice) => desktop.notifications.show(notice),
  close: (key) => void desktop.notifications.close({ key }).catch(onTrouble),
  onOpened: (listener) => desktop.on('notification_opened', ({ key }) => listener(key)),
})
