import { isReached } from '../../voice/reach.ts'
import type { CallView } from '../../voice/state.ts'

export type TalkMode = 'gate' | 'key' | 'open'
/** What a microphone does in a call, in a word (`voice.states`). */
export type MicrophoneWord = 'muted' | 'deafened' | 'sending' | 'unheard' | 'gateClosed' | 'keyUp' | 'open' | 'none'

/** Reasons for which there is no microphone at all. */
const MISSING: readonly (CallView['silence'] | undefined)[] = [
  'insecure',
  'no_permission',
  'no_device',
  'device_failed',
]

export function wordOf(
  call: Pick<CallView, 'isMuted' | 'isDeafened' | 'isSpeaking' | 'silence' | 'peers'>,
  mode: TalkMode,
): MicrophoneWord {
  if (call.isDeafened) return 'deafened'
  if (call.isMuted) return 'muted'
  if (MISSING.includes(call.silence)) return 'none'
  if (call.isSpeaking) return isReached(call.peers.map(({ link }) => link)) ? 'sending' : 'unheard'
  return mode === 'gate' ? 'gateClosed' : mode === 'key' ? 'keyUp' : 'open'
}

/** What counts as speech where no threshold is known, in dBFS. */
const SPEECH_DB = -45
/** So long above the threshold is no cough, and so long below it is no pause; in milliseconds. */
const FROM_MS = 400
const UNTIL_MS = 2_000

export type Talking = { readonly since: number | null; readonly lastAt: number; readonly isTalking: boolean }
export const silent: Talking = { since: null, lastAt: -Infinity, isTalking: false }

/** Whether somebody talks, level by level; for those who do it while they are muted. */
export function talkingAfter(before: Talking, db: number, thresholdDb: number | null, now: number): Talking {
  const isLoud = db >= (thresholdDb ?? SPEECH_DB)
  if (!isLoud) return now - before.lastAt >= UNTIL_MS ? silent : before
  const since = before.since ?? now
  return { since, lastAt: now, isTalking: before.isTalking || now - since >= FROM_MS }
}
