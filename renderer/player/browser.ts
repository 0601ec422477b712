import { browserWake } from '../realtime/browser.ts'
import type { SharedPlayerDeps } from './shared-player.ts'

/** What the player needs of its page. */
export function browserPlayer(
  window: Window & typeof globalThis,
): Pick<SharedPlayerDeps, 'newContext' | 'newOffline' | 'fetch' | 'newElement' | 'wake' | 'onTouch' | 'now'> {
  return {
    // Seconds. Delay is known and made up for; sound that breaks off on a busy machine is not: each break leaves this
    // device behind. About 250 ms in all (Chromium), which the lead of a start still covers; 'playback' is 70 ms.
    newContext: () => ('AudioContext' in window ? new window.AudioContext({ latencyHint: 0.1 }) : null),
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
