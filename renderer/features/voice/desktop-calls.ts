import type { Desktop, TalkKeyState } from '#protocol/bridge.ts'
import type { Preferences } from '../../app/preferences.ts'
import type { Toasts } from '../../ui/toasts.ts'
import type { Voice } from '../../voice/voice.ts'
import { toggleDeafen, toggleMute } from './toggles.ts'

export type DesktopCallsDeps = {
  desktop: Pick<Desktop, 'on' | 'talkKey' | 'app'>
  voice: Pick<Voice, 'subscribe' | 'getSnapshot' | 'setMuted' | 'setDeafened' | 'talkKey' | 'leave'>
  preferences: {
    subscribe(listener: () => void): () => void
    getSnapshot(): Pick<Preferences, 'voice_mode' | 'voice_key' | 'voice_key_global'>
  }
  toasts: Pick<Toasts, 'show'>
  texts: { keyGlobalFailed(why: string): string; slept: string }
  onTrouble(error: unknown): void
}

/**
 * What the desktop app adds to calls: keys that work while another program is in front, and an end in good order when the
 * computer falls asleep or the app is closed. The talk key is looked at only while a call wants it.
 */
export function followDesktopCalls(deps: DesktopCallsDeps): () => void {
  const { desktop, voice, preferences, toasts, texts, onTrouble } = deps
  let wished: string | null = null
  const told = (state: TalkKeyState) => {
    if (state.reason !== null) toasts.show({ tone: 'warn', text: texts.keyGlobalFailed(state.reason) })
  }
  const wish = () => {
    const { voice_mode, voice_key, voice_key_global } = preferences.getSnapshot()
    const isWanted = voice.getSnapshot() !== null && voice_mode === 'key' && voice_key_global
    const code = isWanted ? voice_key : null
    if (code === wished) return
    wished = code
    desktop.talkKey.set({ code }).then(told, onTrouble)
  }
  wish()
  const stops = [
    voice.subscribe(wish),
    preferences.subscribe(wish),
    desktop.on('talk_key', ({ down }) => voice.talkKey('global', down)),
    // One that has ended by itself is not wished for again before the next call.
    desktop.on('talk_key_changed', told),
    desktop.on('shortcut_pressed', ({ action }) => {
      const call = voice.getSnapshot()
      if (!call) return
      if (action === 'toggle_mute') toggleMute(voice, call)
      else if (action === 'toggle_deafen') toggleDeafen(voice, call)
    }),
    desktop.on('system_suspending', () => {
      if (!voice.getSnapshot()) return
      voice.leave()
      toasts.show({ tone: 'info', text: texts.slept })
    }),
    desktop.on('app_closing', () => {
      voice.leave()
      desktop.app.left().catch(onTrouble)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
