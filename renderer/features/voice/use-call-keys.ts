import { useLayoutEffect, useRef } from 'react'
import { useApp, usePreferences } from '../../app/context.tsx'
import type { CallView } from '../../voice/state.ts'
import { isMacKeyboard, shortcutOf } from '../room/shortcuts.ts'
import { isTakingKeys } from './takes-keys.ts'
import { isKeptBack, isTalkKey } from './talk-key.ts'
import { toggleDeafen, toggleMute } from './toggles.ts'
import { useVoice } from './use-call.ts'

/**
 * The keys of a call, wherever in the app one is while it lasts: muting, deafening, and the one to talk. They count from
 * the moment when the call is seen: whoever mutes at once must not be heard.
 */
export function useCallKeys(call: CallView | null): void {
  const { platform } = useApp()
  const voice = useVoice()
  const { voice_mode, voice_key } = usePreferences()
  const isInCall = call !== null
  const latest = useRef(call)
  useLayoutEffect(() => {
    latest.current = call
  })
  useLayoutEffect(() => {
    if (!isInCall) return
    const { window } = platform
    const isMac = isMacKeyboard(window.navigator.userAgent)
    const press = (event: KeyboardEvent) => {
      const now = latest.current
      if (event.defaultPrevented || event.isComposing || !now || isTakingKeys(event.target)) return
      const id = shortcutOf(event, isMac, 'call')
      if (id === null) return
      event.preventDefault()
      if (event.repeat) return
      if (id === 'toggleMute') toggleMute(voice, now)
      else toggleDeafen(voice, now)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [platform, voice, isInCall])

  const isByKey = isInCall && voice_mode === 'key'
  useLayoutEffect(() => {
    if (!isByKey) return
    const { window } = platform
    const down = (event: KeyboardEvent) => {
      if (!isTalkKey(event, voice_key) || isTakingKeys(event.target)) return
      // Before anything nearer sees it: the key talks, and writes nothing.
      if (isKeptBack(voice_key)) {
        event.preventDefault()
        event.stopPropagation()
      }
      if (!event.repeat) voice.talkKey('key', true)
    }
    const up = (event: KeyboardEvent) => {
      // macOS tells of no key that is let go while Command is down.
      if (event.code === voice_key || event.key === 'Meta') voice.talkKey('key', false)
    }
    // Where the key is let go outside, nobody tells.
    const release = () => voice.talkKey('key', false)
    window.addEventListener('keydown', down, { capture: true })
    window.addEventListener('keyup', up, { capture: true })
    window.addEventListener('blur', release)
    return () => {
      release()
      window.removeEventListener('keydown', down, { capture: true })
      window.removeEventListener('keyup', up, { capture: true })
      window.removeEventListener('blur', release)
    }
  }, [platform, voice, isByKey, voice_key])
}
