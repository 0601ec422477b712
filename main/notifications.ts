import type { NotificationRequest } from '#protocol/bridge.ts'
import type { Emit } from './page.ts'

type ShownNotification = {
  on(event: 'click', listener: () => void): unknown
  on(event: 'close', listener: () => void): unknown
  show(): void
  close(): void
}
export type NotificationClass = {
  new (options: { title: string; body: string; silent: boolean }): ShownNotification
  isSupported(): boolean
}

export type Notifications = { show(request: NotificationRequest): boolean; close(key: string): void }

/** The system's notifications, one for each key; a click shows the window and tells the page which it was. */
export function createNotifications(deps: {
  Notification: NotificationClass
  isWanted(): boolean
  emit: Emit
  show(): void
}): Notifications {
  const shown = new Map<string, ShownNotification>()
  const close = (key: string) => {
    shown.get(key)?.close()
    shown.delete(key)
  }
  return {
    show({ key, title, body, silent }) {
      if (!deps.isWanted() || !deps.Notification.isSupported()) return false
      close(key)
      const notification = new deps.Notification({ title, body, silent })
      // Held here: one that is collected loses its click.
      shown.set(key, notification)
      notification.on('click', () => {
        deps.show()
        deps.emit('notification_opened', { key })
      })
      notification.on('close', () => {
        if (shown.get(key) === notification) shown.delete(key)
      })
      notification.show()
      return true
    },
    close,
  }
}
