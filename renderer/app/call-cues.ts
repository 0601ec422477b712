import { keys } from '../api/keys.ts'
import type { Sounds } from '../features/sounds/sounds.ts'
import type { PresenceMap } from '../realtime/apply-event.ts'
import type { CallEnvironment } from '../voice/ports.ts'
import type { PreferencesStore } from './preferences.ts'
import type { Rooms } from './rooms.ts'

/** The sounds of a call, as far as the person wants them. Who is not to be disturbed hears nothing of others' comings. */
export function callCues(deps: {
  rooms: Pick<Rooms, 'get'>
  preferences: Pick<PreferencesStore, 'getSnapshot'>
  sounds: Pick<Sounds, 'play'>
  /** The room of the call. */
  callIn(): string | null
}): CallEnvironment['cue'] {
  const isDnd = () => {
    const live = deps.rooms.get(deps.callIn() ?? '')?.live.getSnapshot()
    return live?.cache.getQueryData<PresenceMap>(keys.presence)?.[live.userId]?.status === 'dnd'
  }
  return (name, whose) => {
    if (deps.preferences.getSnapshot().voice_cues && (whose === 'own' || !isDnd())) deps.sounds.play(name)
  }
}
