import { browserWake } from '../realtime/browser.ts'
import { silentWav } from './silence.ts'
import type { SharedPlayerDeps } from './shared-player.ts'

/** What the player needs of its page. */
export function browserPlayer(
  window: Window & typeof globalThis,
): Omit<SharedPlayerDeps, 'voice' | 'rooms' | 'preferences' | 'after' | 'onTrouble'> {
  let silence: string | null = null
  return {
    // Seconds. Delay is known and made up for; sound that breaks off on a busy machine is not: each break leaves this
    // device behind. About 250 ms in all (Chromium), which the lead of a start still covers; 'playback' is 70 ms.
    newContext: () => ('AudioContext' in window ? new window.AudioContext({ latencyHint: 0.1 }) : null),
    newOffline: (sampleRate) => new window.OfflineAudioContext({ length: 1, sampleRate }),
    fetch: (url, init) => window.fetch(url, init),
    newElement(url) {
      const element = window.document.createElement('audio')
      element.preload = 'auto'
      // Web Audio takes sound from another origin only where that agrees; the desktop's rooms are others.
      element.crossOrigin = 'anonymous'
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
    onOther(listener) {
      const begin = ({ target }: Event) => {
        // Voices and screens are streams, which keys do not mean; a picture that moves is silent.
        if (target instanceof window.HTMLMediaElement && target.srcObject === null && !target.muted) listener()
      }
      // What plays the music is no part of the document.
      window.document.addEventListener('play', begin, { capture: true })
      return () => window.document.removeEventListener('play', begin, { capture: true })
    },
    onDevices(listener) {
      // Over plain http there are none.
      if (!('mediaDevices' in window.navigator)) return () => {}
      const { mediaDevices } = window.navigator
      mediaDevices.addEventListener('devicechange', listener)
      return () => mediaDevices.removeEventListener('devicechange', listener)
    },
    now: () => window.performance.now(),
  }
}
