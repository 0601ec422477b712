import type { Silence } from '../state.ts'

/** Why a microphone could not be opened. */
export type OpenFailure = Extract<Silence, 'insecure' | 'no_permission' | 'no_device' | 'device_failed'>

/** What is known of the microphone; times in milliseconds. */
export type SoundFacts = {
  failure: OpenFailure | null
  /** It is there and says that the system gives it nothing (`MediaStreamTrack.muted`). */
  isSystemMuted: boolean
  /** Its name, as the system has it. */
  label: string
  /** Since when nothing but digital silence came; 0: something is coming. */
  silentMs: number
  /** How long something like speech has come while the gate stayed closed, of its own will. */
  unheardMs: number
}

/** No room is so quiet that a microphone gives only zeros: but devices need a moment to begin. */
const SILENT_AFTER_MS = 4_000
/** So long speaks nobody to a gate that is merely about to open. */
const UNHEARD_AFTER_MS = 3_000
/** What the computer itself plays, offered as a microphone by PulseAudio, Windows and virtual cables. */
const LOOPS = /\bmonitor of\b|stereo ?mix|what (?:u|you) hear|wave out mix|\bloopback\b/i

/** Why nobody can hear one; null where nothing is wrong. The first that applies: each hides those behind it. */
export function silenceOf(facts: SoundFacts): Silence | null {
  if (facts.failure !== null) return facts.failure
  if (facts.isSystemMuted) return 'system_muted'
  if (facts.silentMs >= SILENT_AFTER_MS) return 'silent_track'
  if (LOOPS.test(facts.label)) return 'wrong_device'
  if (facts.unheardMs >= UNHEARD_AFTER_MS) return 'gate_closed'
  return null
}

/** What `getUserMedia` rejects with (https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia). */
export function failureOf(error: unknown): OpenFailure {
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'no_permission'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no_device'
  return 'device_failed'
}
