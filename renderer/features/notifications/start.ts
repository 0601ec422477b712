import type { Clock } from '../../api/clock.ts'
import type { Nav } from '../../app/nav.ts'
import type { Platform } from '../../app/platform.ts'
import type { PreferencesStore } from '../../app/preferences.ts'
import type { Sounds } from '../sounds/sounds.ts'
import type { NoticeBoard } from './board.ts'
import { createClaims } from './claims.ts'
import { createFavicon } from './favicon.ts'
import type { RoomList } from './follow-lives.ts'
import { Notifier } from './notifier.ts'
import { followUnread } from './unread-total.ts'
import type { NoticeTexts } from './wording.ts'

/** Tells of all rooms what is new in them: by notification and sound, in the tab's picture and on the app's badge. */
export function startNotifications(deps: {
  platform: Pick<Platform, 'desktop' | 'window'> & { clock: Clock }
  rooms: RoomList
  nav: Nav
  preferences: PreferencesStore
  board: NoticeBoard
  sounds: Sounds
  texts: NoticeTexts
  onTrouble(error: unknown): void
}): () => void {
  const { platform, rooms, nav, preferences, board, sounds, texts, onTrouble } = deps
  const { window, desktop, clock } = platform
  const { document } = window
  const notifier = new Notifier({
    rooms,
    nav,
    preferences,
    board,
    sounds,
    texts,
    claim: createClaims(onTrouble),
    isAttended: () => document.visibilityState === 'visible' && document.hasFocus(),
    clock,
    onTrouble,
  })
  const showDot = createFavicon(document)
  const stopUnread = followUnread({
    rooms,
    preferences,
    show(total) {
      showDot(total > 0)
      desktop?.badge.set({ count: total }).catch(onTrouble)
    },
  })
  return () => {
    stopUnread()
    notifier.close()
  }
}
