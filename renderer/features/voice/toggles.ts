import type { CallView } from '../../voice/state.ts'

type Switches = { setMuted(isMuted: boolean): void; setDeafened(isDeafened: boolean): void }

/** Who is deafened is muted, too: speaking again means hearing again. */
export function toggleMute(voice: Switches, call: Pick<CallView, 'isMuted' | 'isDeafened'>): void {
  if (call.isDeafened) voice.setDeafened(false)
  voice.setMuted(!call.isMuted)
}
export const toggleDeafen = (voice: Switches, call: Pick<CallView, 'isDeafened'>): void =>
  voice.setDeafened(!call.isDeafened)
