import type { CallView, Silence } from '../../voice/state.ts'

/** The way out of a silence that the interface can offer. */
type SilenceWay = 'talk' | 'devices' | 'gate' | 'retry' | null

const WAYS: Record<Silence, SilenceWay> = {
  insecure: 'talk',
  no_permission: 'retry',
  no_device: null,
  device_failed: 'devices',
  system_muted: 'devices',
  silent_track: 'devices',
  wrong_device: 'devices',
  gate_closed: 'gate',
  no_link: null,
}
export const wayOutOf = (silence: Silence): SilenceWay => WAYS[silence]

/** What to complain about. Whoever is muted knows why; and nobody can be connected to nobody. */
export function silenceToTell(call: Pick<CallView, 'silence' | 'isMuted' | 'state' | 'peers'>): Silence | null {
  if (call.silence === null || call.isMuted || call.state === 'joining') return null
  if (call.silence === 'no_link' && call.peers.length === 0) return null
  return call.silence
}
