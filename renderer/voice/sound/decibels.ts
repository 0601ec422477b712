/**
 * Levels as AES17 counts them: a sine at full scale is 0 dBFS, so the effective value gets 3.01 dB more than its own
 * logarithm. Digital silence is `-Infinity`.
 */
const SINE = Math.SQRT2

export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return samples.length === 0 ? -Infinity : 20 * Math.log10(SINE * Math.sqrt(sum / samples.length))
}
export const gainOf = (db: number): number => 10 ** (db / 20)
