import { useObservable, usePreferences } from '../../app/context.tsx'
import type { Level, SourceView } from '../../voice/ports.ts'
import type { TalkMode } from './microphone-word.ts'
import { useVoice } from './use-call.ts'

/** Where there is no microphone, nothing changes. */
const closed: SourceView = {
  isSending: false,
  silence: null,
  thresholdDb: null,
  isFallback: false,
  isLearnedMissing: false,
  isUngated: false,
}
const nothing = { subscribe: () => () => {}, getSnapshot: () => closed }

/** The microphone of the call, and how one has it. */
export function useMicrophone(): {
  level: Level
  thresholdDb: number | null
  isLearnedMissing: boolean
  isUngated: boolean
  mode: TalkMode
  talkKey: string
} {
  const voice = useVoice()
  const { voice_mode, voice_key } = usePreferences()
  const { thresholdDb, isLearnedMissing, isUngated } = useObservable(useObservable(voice.microphone) ?? nothing)
  return { level: voice.level('self'), thresholdDb, isLearnedMissing, isUngated, mode: voice_mode, talkKey: voice_key }
}
