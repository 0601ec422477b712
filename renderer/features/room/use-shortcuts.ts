import { type RefObject, useEffect, useRef } from 'react'
import { useApp, useObservable, useRoom } from '../../app/context.tsx'
import { neighbourOf } from '../channels/order.ts'
import { useChannels } from '../channels/use-channels.ts'
import { useMarkRead } from '../channels/use-mark-read.ts'
import { useMusicPlace } from '../shareplay/use-music-place.ts'
import { useMusicPanel } from '../shareplay/use-open-music.ts'
import type { RoomPanels } from './panels.ts'
import { type ShortcutId, isMacKeyboard, shortcutOf } from './shortcuts.ts'

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Acts on the keys of the room (shortcuts.ts), unless something nearer to the focus has used them. */
export function useShortcuts(
  panels: RoomPanels,
  channelId: string | null,
  searchInput: RefObject<HTMLInputElement | null>,
): void {
  const { nav, platform } = useApp()
  const { key: room } = useRoom()
  const channels = useChannels() ?? []
  const markRead = useMarkRead()
  const musicId = useMusicPlace(channelId)
  const music = useMusicPanel(panels, useObservable(panels))

  /** False: not ours after all, the browser may have it. */
  const act = (id: ShortcutId): boolean => {
    const { dialog, isSearching, sheet } = panels.getSnapshot()
    const goTo = (step: -1 | 1, isUnreadOnly: boolean) => {
      const next = neighbourOf(channels, channelId, step, (one) => !isUnreadOnly || one.unread_count > 0)
      if (next) nav.go({ screen: 'channel', room, channel: next.id })
      return true
    }
    if (dialog && id !== 'quickSwitch') return false
    switch (id) {
      case 'quickSwitch':
        if (dialog?.kind === 'quick') panels.close()
        else if (!dialog) panels.open({ kind: 'quick' })
        return true
      case 'search':
        // Pressed again in the field, it is the browser's own.
        if (isSearching && searchInput.current?.matches(':focus')) return false
        panels.setSearching(true)
        searchInput.current?.select()
        return true
      case 'previousChannel':
        return goTo(-1, false)
      case 'nextChannel':
        return goTo(1, false)
      case 'previousUnread':
        return goTo(-1, true)
      case 'nextUnread':
        return goTo(1, true)
      case 'markRead':
        if (isSearching) panels.setSearching(false)
        else if (sheet !== null) panels.setSheet(null)
        else if (channels.some(({ id: known }) => known === channelId) && channelId !== null) markRead(channelId)
        return true
      case 'shareplay':
        if (musicId === null) return false
        music.toggle()
        return true
      case 'settings':
        nav.go({ screen: 'settings', room, tab: null })
        return true
      case 'help':
        panels.open({ kind: 'help' })
        return true
      default:
        // Keys of the log and the composer are theirs.
        return false
    }
  }
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const { window } = platform
    const isMac = isMacKeyboard(window.navigator.userAgent)
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const id = shortcutOf(event, isMac)
      if (id === null) return
      // A question mark that somebody writes is one.
      if (id === 'help' && isField(event.target)) return
      if (latest.current(id)) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [platform])
}
