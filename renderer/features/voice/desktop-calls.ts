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

type Wishes = {
  voice: Pick<Voice, 'getSnapshot'>
  preferences: Pick<DesktopCallsDeps['preferences'], 'getSnapshot'>
}
/** The key that the call now wants to be looked at while another program is in front; null for none. */
function wantedKey({ voice, preferences }: Wishes): string | null {
  const { voice_mode, voice_key, voice_key_global } = preferences.getSnapshot()
  return voice.getSnapshot() !== null && voice_mode === 'key' && voice_key_global ? voice_key : null
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
    const code = wantedKey(deps)
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

/**
 * Tries at once whether the talk key can be seen while another program is in front, and keeps what comes of it as the
 * person's wish. Gives why not, as a sentence. However long that takes, afterwards only what a call wants is looked at.
 */
export async function tryGlobalTalkKey(deps: {
  desktop: Pick<Desktop, 'talkKey'>
  voice: Wishes['voice']
  preferences: DesktopCallsDeps['preferences'] & { set(wish: { voice_key_global: boolean }): void }
}): Promise<string | null> {
  const { desktop, preferences } = deps
  const { reason } = await desktop.talkKey.set({ code: preferences.getSnapshot().voice_key })
  // A call hears of the wish, and from now on does its own looking.
  preferences.set({ voice_key_global: reason === null })
  if (wantedKey(deps) === null) await desktop.talkKey.set({ code: null })
  return reason
}
