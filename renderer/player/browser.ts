import { browserWake } from '../realtime/browser.ts'
import type { SharedPlayerDeps } from './shared-player.ts'

/** What the player needs of its page. */
export function browserPlayer(
  window: Window & typeof globalThis,
): Pick<SharedPlayerDeps, 'newContext' | 'newOffline' | 'fetch' | 'newElement' | 'wake' | 'onTouch' | 'now'> {
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
    now: () => window.performance.now(),
  }
}
