/** Music makes way for voices: softly and soon, and comes back when nobody has spoken for a moment. */
export type Ducking = { isDucked: boolean; heardAt: number }
export const LOUD: Ducking = { isDucked: false, heardAt: -Infinity }

/** Between two sentences it stays down. */
const HOLD_MS = 900
/** About -11 dB: still there, and words are clear above it. */
const DUCKED = 0.28
/** How quickly it goes down and comes back. */
export const DUCK_MS = { down: 250, up: 900 } as const

export function withSpeech(before: Ducking, isSpeaking: boolean, now: number): Ducking {
  if (isSpeaking) return { isDucked: true, heardAt: now }
  if (!before.isDucked || now - before.heardAt < HOLD_MS) return before
  return { ...before, isDucked: false }
}

/** A wish from 0 to 1 -> what samples are multiplied by: its square sounds even along a slider. */
export const gainOf = (volume: number, isDucked: boolean): number => volume ** 2 * (isDucked ? DUCKED : 1)
