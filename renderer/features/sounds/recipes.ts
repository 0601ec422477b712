/** A note: how high (Hz), when it begins (seconds from the sound's begin), how long it rings, and how loud (0 to 1). */
export type Note = { readonly hz: number; readonly at: number; readonly ring: number; readonly level: number }
export type Recipe = {
  readonly notes: readonly Note[]
  /** Seconds until a note is at its loudest. Soft, so that nothing clicks. */
  readonly attack: number
  /** Overtones as multiples of the note, with their share of its level. */
  readonly partials: readonly { readonly ratio: number; readonly share: number }[]
}

const WOOD = [
  { ratio: 1, share: 0.8 },
  { ratio: 2.76, share: 0.2 },
] as const
const GLASS = [
  { ratio: 1, share: 0.75 },
  { ratio: 3, share: 0.25 },
] as const
const FELT = [
  { ratio: 1, share: 0.9 },
  { ratio: 0.5, share: 0.1 },
] as const

/** Every sound of the app, made for it: a knock on wood, small bells, a felt-covered key. Pitches in equal temperament. */
export const RECIPES = {
  message: { notes: [{ hz: 523.25, at: 0, ring: 0.16, level: 0.5 }], attack: 0.006, partials: WOOD },
  mention: {
    notes: [
      { hz: 659.26, at: 0, ring: 0.22, level: 0.5 },
      { hz: 880, at: 0.1, ring: 0.38, level: 0.55 },
    ],
    attack: 0.008,
    partials: GLASS,
  },
  join: {
    notes: [
      { hz: 392, at: 0, ring: 0.18, level: 0.45 },
      { hz: 587.33, at: 0.09, ring: 0.28, level: 0.45 },
    ],
    attack: 0.01,
    partials: WOOD,
  },
  leave: {
    notes: [
      { hz: 587.33, at: 0, ring: 0.18, level: 0.4 },
      { hz: 392, at: 0.09, ring: 0.28, level: 0.4 },
    ],
    attack: 0.01,
    partials: WOOD,
  },
  mute: { notes: [{ hz: 293.66, at: 0, ring: 0.12, level: 0.5 }], attack: 0.005, partials: FELT },
  unmute: { notes: [{ hz: 440, at: 0, ring: 0.12, level: 0.45 }], attack: 0.005, partials: FELT },
  error: {
    notes: [
      { hz: 233.08, at: 0, ring: 0.16, level: 0.55 },
      { hz: 220, at: 0.13, ring: 0.26, level: 0.55 },
    ],
    attack: 0.008,
    partials: FELT,
  },
} as const satisfies Record<string, Recipe>
export type SoundName = keyof typeof RECIPES
