import type { NoticeBoard } from '../features/notifications/board.ts'
import { browserBoard } from '../features/notifications/browser-board.ts'
import { desktopBoard } from '../features/notifications/desktop-board.ts'
import { startNotifications } from '../features/notifications/start.ts'
import { shareWishes } from '../features/settings/desktop-wishes.ts'
import { followDesktopCalls } from '../features/voice/desktop-calls.ts'
import { browserSound } from '../features/sounds/browser.ts'
import { Sounds } from '../features/sounds/sounds.ts'
import { en } from '../texts/en.ts'
import { notifyManager } from '@tanstack/react-query'
import { browserPlayer } from '../player/browser.ts'
import { SharedPlayer } from '../player/shared-player.ts'
import { Toasts } from '../ui/toasts.ts'
import { browserCallTabs } from '../voice/screens/call-tabs.ts'
import { ScreenWatch, browserScreenSound } from '../voice/screens/screen-watch.ts'
import type { SoundNews } from '../voice/screens/capture.ts'
import { Voice } from '../voice/voice.ts'
import { callCues } from './call-cues.ts'
import { Nav } from './nav.ts'
import { Nearby } from './nearby.ts'
import { createPace } from './pace.ts'
import { type Platform, browserPlatform } from './platform.ts'
import { PreferencesStore } from './preferences.ts'
import { HERE, Rooms } from './rooms.ts'
import { followTheme } from './theme.ts'

/** Everything outside React, put together once. */
export type App = {
  platform: Platform
  rooms: Rooms
  /** The rooms on this network; none in a browser. */
  nearby: Nearby
  nav: Nav
  preferences: PreferencesStore
  toasts: Toasts
  sounds: Sounds
  /** Where notifications are shown. */
  board: NoticeBoard
  /** The one call of this app. */
  voice: Voice
  /** Which screens of the call are watched, and their sound. */
  screens: ScreenWatch
  /** The shared music of that call. */
  player: SharedPlayer
  /** Something failed that nobody waits for: for the console, not for the person. */
  onTrouble(error: unknown): void
  close(): void
}

export function createApp(window: Window & typeof globalThis): App {
  const platform = browserPlatform(window)
  // One for the page, as the manager itself is.
  const pace = createPace({ now: platform.clock.now, after: platform.clock.after })
  notifyManager.setScheduler(pace.schedule)
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLElement && event.target.matches('textarea, input')) pace.typed()
  }
  window.addEventListener('keydown', onKey, { capture: true, passive: true })
  const onTrouble = (error: unknown) => window.console.error(error)
  const preferences = new PreferencesStore({ window })
  const rooms = new Rooms({ platform, onTrouble })
  const home =
    platform.kind === 'browser'
      ? ({ screen: 'channel', room: HERE, channel: null } as const)
      : ({ screen: 'start' } as const)
  const nav = new Nav({ window, home })
  const nearby = new Nearby({
    desktop: platform.desktop,
    onFound: (found) => void rooms.learn(found).catch(onTrouble),
    onTrouble,
  })
  const stopTheme = followTheme({ window, preferences })
  const { desktop } = platform
  const toasts = new Toasts()
  const sounds = new Sounds({ preferences, ...browserSound(window), clock: platform.clock, onTrouble })
  const board = desktop ? desktopBoard(desktop, onTrouble) : browserBoard(window)
  const texts = en.notifications
  const stopNotices = startNotifications({ platform, rooms, nav, preferences, board, sounds, texts, onTrouble })
  const stopWishes = desktop ? shareWishes({ desktop, preferences, onTrouble }) : () => {}
  const { clock, random } = platform
  const cue = callCues({ rooms, preferences, sounds, callIn: () => voice.getSnapshot()?.roomKey ?? null })
  const onWithoutSound = (news: SoundNews) =>
    void toasts.show({ tone: 'warn', text: en.voice.screens.withoutSound[news] })
  const voice = new Voice({ clock, random, window, preferences, cue, onWithoutSound, onTrouble })
  const screens = new ScreenWatch({
    voice,
    preferences,
    tabs: browserCallTabs(window),
    ...browserScreenSound(window),
    onTrouble,
  })
  const player = new SharedPlayer({
    ...browserPlayer(window),
    after: clock.after,
    voice,
    rooms,
    preferences,
    onTrouble,
  })
  const stopDesktopCalls = desktop
    ? followDesktopCalls({ desktop, voice, preferences, toasts, texts: en.voice.audio, onTrouble })
    : () => {}
  const stopWaking = desktop
    ? desktop.on('system_resumed', () => {
        rooms.wake()
        player.wake()
      })
    : () => {}
  return {
    platform,
    rooms,
    nearby,
    nav,
    preferences,
    toasts,
    sounds,
    board,
    voice,
    screens,
    player,
    onTrouble,
    close() {
      stopDesktopCalls()
      stopWaking()
      player.close()
      screens.close()
      voice.close()
      window.removeEventListener('keydown', onKey, { capture: true })
      stopTheme()
      stopWishes()
      stopNotices()
      sounds.close()
      nearby.close()
      rooms.close()
      nav.close()
      preferences.close()
    },
  }
}
