import { browserWake } from '../realtime/browser.ts'
import { silentWav } from './silence.ts'
import type { SharedPlayerDeps } from './shared-player.ts'

/** What the player needs of its page. */
export function browserPlayer(
  window: Window & typeof globalThis,
): Omit<SharedPlayerDeps, 'voice' | 'rooms' | 'preferences' | 'after' | 'onTrouble'> {
  let silence: string | null = null
  return {
    // Delay is known and made up for, so it may be long; sound that breaks off may not.
    newContext: () => ('AudioContext' in window ? new window.AudioContext({ latencyHint: 'playback' }) : null),
    newOffline: (sampleRate) => new window.OfflineAudioContext({ length: 1, sampleRate }),
    fetch: (url, init) => window.fetch(url, init),
    newElement(url) {
      const element = window.document.createElement('audio')
      element.preload = 'auto'
      element.src = url
      return element
    },
    wake: browserWake(window),
    onTouch(listener) {
      window.addEventListener('pointerdown', listener, { capture: true })
      window.addEventListener('keydown', listener, { capture: true })
      return () => {
        window.removeEventListener('pointerdown', listener, { capture: true })
        window.removeEventListener('keydown', listener, { capture: true })
      }
    },
    session: 'mediaSession' in window.navigator ? window.navigator.mediaSession : null,
    newMetadata: (about) => new window.MediaMetadata(about),
    newAnchor() {
      const element = window.document.createElement('audio')
      element.loop = true
      // One for the page, as long as it lives.
      element.src = silence ??= window.URL.createObjectURL(silentWav())
      return element
    },
    now: () => window.performance.now(),
  }
}
