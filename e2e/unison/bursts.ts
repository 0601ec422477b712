/**
 * The song of these tests: a burst of noise each half second, in silence. Each of the `CODES` in turn sounds like no
 * other, so that somebody who plays another moment is seen to, and not taken for one who is right. Samples at `RATE`.
 */
export const RATE = 48_000
/** Seconds from one burst to the next, and from the song's beginning to the first. */
export const PERIOD_S = 0.5
export const FIRST_S = 0.1
/** A prime: what people seek to is no multiple of all of them, 30.5 s. */
export const CODES = 61
export const CYCLE_S = CODES * PERIOD_S
export const BURST = Math.round(0.025 * RATE)

const LOW_HZ = 400
const HIGH_HZ = 3_000
const PEAK = 0.5

const made = new Map<string, Float64Array>()

/** The burst of a code, as it is played at a rate; band-limited, so that a resampler or a codec leaves it recognisable. */
export function burstOf(code: number, rate = 1): Float64Array {
  const name = `${code} at ${rate}`
  const known = made.get(name)
  if (known) return known
  const random = randomOf(code + 1)
  const samples = new Float64Array(Math.round(BURST / rate))
  const apart = RATE / BURST
  for (let hertz = LOW_HZ; hertz <= HIGH_HZ; hertz += apart) {
    const phase = 2 * Math.PI * random()
    for (let at = 0; at < samples.length; at++)
      samples[at]! += Math.cos((2 * Math.PI * hertz * at * rate) / RATE + phase)
  }
  // Soft ends: cut ones would sound like each other.
  for (let at = 0; at < samples.length; at++) samples[at]! *= Math.sin((Math.PI * (at + 0.5)) / samples.length) ** 0.5
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const burst = samples.map((value) => (PEAK * value) / peak)
  made.set(name, burst)
  return burst
}

/** The song, samples from -1 to 1. */
export function song(seconds: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE))
  for (let number = 0; ; number++) {
    const from = Math.round(beginOf(number) * RATE)
    if (from + BURST > samples.length) return samples
    samples.set(burstOf(number % CODES), from)
  }
}

/** Where in the song a burst begins, in seconds. */
export const beginOf = (number: number): number => FIRST_S + number * PERIOD_S

/** As 16 bits, little-endian, which is what recordings and encoders take. */
export function pcm(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2)
  for (const [at, sample] of samples.entries()) bytes.writeInt16LE(Math.round(sample * 32_767), at * 2)
  return bytes
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
