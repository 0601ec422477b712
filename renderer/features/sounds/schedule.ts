import type { Recipe } from './recipes.ts'

/** One oscillator's life, in seconds of the audio clock: up to `peak` at `peakAt`, then dying away until `stopAt`. */
export type Tone = { hz: number; startAt: number; peakAt: number; stopAt: number; peak: number }

/** Overtones die sooner than the note itself, as they do in things that are struck. */
const OVERTONE_RING = 0.6
/** What the loudest sound reaches, of what the device can do. */
const CEILING = 0.5

/** What the ear takes for half as loud is about a tenth of the power: the slider is squared. */
export const gainOf = (volume: number): number => Math.min(1, Math.max(0, volume)) ** 2 * CEILING

/** A sound as oscillators, begun at `now` (seconds). Nothing at all when the volume is none. */
export function toneSchedule(recipe: Recipe, volume: number, now: number): Tone[] {
  const gain = gainOf(volume)
  if (gain === 0) return []
  return recipe.notes.flatMap((note) =>
    recipe.partials.map(({ ratio, share }) => {
      const startAt = now + note.at
      const ring = ratio > 1 ? note.ring * OVERTONE_RING : note.ring
      return {
        hz: note.hz * ratio,
        startAt,
        peakAt: startAt + recipe.attack,
        stopAt: startAt + recipe.attack + ring,
        peak: note.level * share * gain,
      }
    }),
  )
}

/** When the last of them is over. */
export const endOf = (tones: readonly Tone[]): number => Math.max(0, ...tones.map((tone) => tone.stopAt))
