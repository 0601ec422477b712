import { skipToken, useQuery } from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { keys } from '../../api/keys.ts'
import { useApp, useLive, useObservable, useRoom } from '../../app/context.tsx'
import type { VoiceStates, VoiceUsers } from '../../realtime/apply-event.ts'
import type { CallView } from '../../voice/state.ts'
import type { Voice } from '../../voice/voice.ts'
import { type CallPerson, peopleOf } from './people.ts'

export const useVoice = (): Voice => useApp().voice
/** The one call of this app, in whichever room. */
export const useCall = (): CallView | null => useObservable(useVoice())
/** For what is drawn anew by coming and going alone. */
export function useIsInCall(): boolean {
  const voice = useVoice()
  return useSyncExternalStore(voice.subscribe, () => voice.getSnapshot() !== null)
}
/** The call, when it is this channel's of the room around. */
export function useCallIn(channelId: string): CallView | null {
  const call = useCall()
  const { key } = useRoom()
  return call?.roomKey === key && call.channelId === channelId ? call : null
}

const nobody: VoiceUsers = []
const nothing: VoiceStates = {}
/** Everybody in a channel's call, seen from within or from outside. */
export function useCallPeople(channelId: string): CallPerson[] {
  const { userId: ownId } = useLive()
  const call = useCallIn(channelId)
  const users = useQuery<VoiceUsers>({ queryKey: keys.voice(channelId), queryFn: skipToken }).data ?? nobody
  const told = useQuery<VoiceStates>({ queryKey: keys.voiceStates(channelId), queryFn: skipToken }).data ?? nothing
  return useMemo(() => peopleOf({ users, told, call, ownId }), [users, told, call, ownId])
}
