/* oxlint-disable import/default -- Vite makes modules of these, whose default export is the file's address. */
import rnnoiseUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url'
import rnnoiseSimdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url'
import rnnoiseWorkletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url'
import workletUrl from './voice.worklet.ts?worker&url'

/** Files of the bundle that are loaded by address: what runs in the audio thread, and what RNNoise has learned. */
export const FILES = {
  voiceWorklet: workletUrl,
  rnnoiseWorklet: rnnoiseWorkletUrl,
  rnnoise: { url: rnnoiseUrl, simdUrl: rnnoiseSimdUrl },
} as const
