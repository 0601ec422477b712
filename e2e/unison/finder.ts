import { BURST, CODES, RATE, burstOf } from './bursts.ts'

/** A burst that was heard: when it began, in seconds of the recording, and how much it is like its original, 0 to 1. */
export type Arrival = { at: number; code: number; match: number }
export type Finder = {
  /** The next samples of the recording, -1 to 1; gives the bursts that became whole by them, in order. */
  push(samples: Float32Array): Arrival[]
  /** How many sounds were none of ours, or not enough of one. */
  readonly strangers: number
}

/** Louder than this, over a block, is a sound; silence here is digital silence. About -50 dBFS. */
const LOUD = 0.003
const BLOCK = Math.round(0.001 * RATE)
/** A burst begins so long before or after its first loud block, at most. */
const BEFORE = Math.round(0.008 * RATE)
const AFTER = Math.round(0.004 * RATE)
/** Bursts are about 0.1 alike by chance. */
const LIKE = 0.5
/** As they are, and as those play them who wait or hurry; what lies between is like one of these. */
const RATES = [1, 0.985, 1.015]
const LONGEST = Math.ceil(BURST / 0.985)
/** With which no other code needs to be tried. */
const SURELY = 0.8
/** What follows a burst within so long is its end. */
const DEAF = BURST + Math.round(0.01 * RATE)

/** Finds bursts in a recording as it comes in, each to a fraction of a sample. */
export function createFinder(): Finder {
  let kept = new Float32Array(0)
  /** The place of the first kept sample, and of the next block to look at, in the recording. */
  let base = 0
  let next = 0
  let expected = 0
  let strangers = 0

  const find = (onset: number): Arrival | null => {
    let best: Arrival | null = null
    // The one that was to come is tried first, then all others.
    for (let tried = 0; tried < CODES; tried++) {
      const code = (expected + tried) % CODES
      for (const rate of RATES) {
        const found = likest(kept, onset - base - BEFORE, burstOf(code, rate))
        if (found.match > (best?.match ?? LIKE)) best = { at: (base + found.at) / RATE, code, match: found.match }
        if (best && best.match > SURELY) return best
      }
    }
    return best
  }
  return {
    push(samples) {
      kept = joined(kept, samples)
      const end = base + kept.length
      const found: Arrival[] = []
      while (next + AFTER + LONGEST + 1 < end) {
        if (loudness(kept, next - base) < LOUD) {
          next += BLOCK
          continue
        }
        const arrival = find(next)
        if (arrival) {
          found.push(arrival)
          expected = (arrival.code + 1) % CODES
        } else strangers++
        next += DEAF
      }
      // As far back as a burst may have begun before it was loud.
      const from = Math.max(base, Math.min(end, next - BEFORE - 1))
      kept = kept.slice(from - base)
      base = from
      return found
    },
    get strangers() {
      return strangers
    },
  }
}

/** Where from `from` on, within `BEFORE + AFTER`, the samples are most like the burst: normalised cross-correlation. */
function likest(samples: Float32Array, from: number, burst: Float64Array): { at: number; match: number } {
  const first = Math.max(0, from)
  const last = Math.min(samples.length - burst.length, from + BEFORE + AFTER)
  const own = Math.sqrt(burst.reduce((sum, value) => sum + value * value, 0))
  const matches: number[] = []
  let top = 0
  for (let at = first; at <= last; at++) {
    let product = 0
    let energy = 0
    for (let step = 0; step < burst.length; step++) {
      const sample = samples[at + step]!
      product += sample * burst[step]!
      energy += sample * sample
    }
    matches.push(energy > 0 ? product / (own * Math.sqrt(energy)) : 0)
    if (matches.at(-1)! > (matches[top] ?? 0)) top = matches.length - 1
  }
  return { at: first + top + between(matches[top - 1], matches[top], matches[top + 1]), match: matches[top] ?? 0 }
}

/** The top of the parabola through three neighbours, relative to the middle one; half a sample at most. */
function between(before = 0, middle = 0, after = 0): number {
  const bend = before - 2 * middle + after
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0
}

function loudness(samples: Float32Array, from: number): number {
  let energy = 0
  for (let at = from; at < from + BLOCK; at++) energy += samples[at]! ** 2
  return Math.sqrt(energy / BLOCK)
}

function joined(one: Float32Array, other: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
