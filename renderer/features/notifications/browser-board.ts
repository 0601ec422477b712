import type { Notice, NoticeBoard, Permission } from './board.ts'

/** The browser's notifications. A page over plain http gets none, and Android's Chrome none without a service worker. */
export function browserBoard(window: Window & typeof globalThis): NoticeBoard {
  const shown = new Map<string, Notification>()
  const listeners = new Set<(key: string) => void>()
  let isRefused = false

  const permission = (): Permission => {
    if (!window.isSecureContext) return 'insecure'
    if (!('Notification' in window) || isRefused) return 'missing'
    const state = window.Notification.permission
    return state === 'default' ? 'ask' : state
  }
  const make = ({ key, title, body, silent }: Notice): Notification | null => {
    try {
      return new window.Notification(title, { body, silent, tag: key, icon: '/apple-touch-icon.png' })
    } catch {
      // Where only service workers may, the constructor throws, whatever the permission says.
      isRefused = true
      return null
    }
  }
  return {
    permission,
    async ask() {
      if (permission() === 'ask') await window.Notification.requestPermission()
      return permission()
    },
    async show(notice) {
      if (permission() !== 'granted') return false
      const notification = make(notice)
      if (!notification) return false
      shown.set(notice.key, notification)
      notification.addEventListener('click', () => {
        window.focus()
        notification.close()
        for (const listener of listeners) listener(notice.key)
      })
      notification.addEventListener('close', () => {
        if (shown.get(notice.key) === notification) shown.delete(notice.key)
      })
      return true
    },
    close(key) {
      shown.get(key)?.close()
      shown.delete(key)
    },
    onOpened(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
