import type { SoundsDeps } from './sounds.ts'

/** The device's sound, as this page may use it. */
export const browserSound = (window: Window & typeof globalThis): Pick<SoundsDeps, 'newContext' | 'mayPlay'> => ({
  newContext: () => ('AudioContext' in window ? new window.AudioContext({ latencyHint: 'interactive' }) : null),
  mayPlay: () => window.navigator.userActivation.hasBeenActive,
})
