import { gainOf } from './decibels.ts'

export const LIMITER = {
  /** Nothing is ever louder, in dBFS of the sample. */
  ceilingDb: -1,
  lookAheadMs: 5,
  releaseMs: 120,
} as const

/**
 * A peak limiter that looks ahead: the gain is down before the peak comes. Below the ceiling it changes nothing but the
 * time. (The browser's own compressor adds a make-up gain, so it is none.)
 */
export function createLimiter(sampleRate: number) {
  const length = Math.max(1, Math.round((LIMITER.lookAheadMs / 1_000) * sampleRate))
  const ceiling = gainOf(LIMITER.ceilingDb)
  const release = 1 - Math.exp(-1 / ((LIMITER.releaseMs / 1_000) * sampleRate))
  const delay = new Float32Array(length)
  /** For each delayed sample, the gain that it needs. */
  const needed = new Float32Array(length).fill(1)
  let at = 0
  let gain = 1
  /** Samples until the last peak that waits has gone out. */
  let peaks = 0

  /** The steepest line from today's gain to a waiting peak, per sample; 0 or less. */
  const descent = (): number => {
    let step = 0
    for (let k = 0; k < length; k++) {
      const want = needed[(at + k) % length] ?? 1
      if (want < gain) step = Math.min(step, (want - gain) / (k + 1))
    }
    return step
  }
  return {
    process(input: Float32Array, output: Float32Array): void {
      for (let i = 0; i < input.length; i++) {
        const sample = input[i] ?? 0
        const out = delay[at] ?? 0
        const own = needed[at] ?? 1
        const want = Math.min(1, ceiling / Math.max(Math.abs(sample), 1e-9))
        delay[at] = sample
        needed[at] = want
        at = (at + 1) % length
        peaks = want < 1 ? length : Math.max(0, peaks - 1)
        const step = peaks > 0 ? descent() : 0
        gain = Math.min(own, step < 0 ? gain + step : gain + (1 - gain) * release)
        output[i] = out * gain
      }
    },
  }
}
