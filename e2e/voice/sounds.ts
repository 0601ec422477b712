/**
 * What each microphone hears, in hertz. Multiples of 100, so that the others vanish from a look of 20 ms at one of them;
 * none is a multiple of another one, so that no overtone is taken for a voice.
 */
export const TONES = [500, 700, 900, 1_100, 1_300, 1_700] as const

const RATE = 48_000
const TONE_S = 10

/** A tone that goes on without a seam when it is repeated, as a WAV file. */
export const toneFile = (hertz: number): Buffer =>
  wav(Float64Array.from({ length: RATE * TONE_S }, (_, at) => 0.25 * Math.sin((2 * Math.PI * hertz * at) / RATE)))

/** First and second formants of vowels, in hertz. */
const VOWELS = [
  [730, 1_090],
  [270, 2_290],
  [300, 870],
  [530, 1_840],
  [570, 840],
] as const
const SYLLABLE_S = 0.22
const SYLLABLES = 12
const PAUSE_S = 0.9

/**
 * As of somebody who speaks: pulses of a voice whose pitch falls, through the formants of vowels, syllable by syllable,
 * with a pause after each sentence.
 */
export function speechFile(): Buffer {
  const sentence = new Float64Array(Math.round(RATE * (SYLLABLES * SYLLABLE_S + PAUSE_S)))
  const perSyllable = Math.round(RATE * SYLLABLE_S)
  let phase = 0
  for (let number = 0; number < SYLLABLES; number++) {
    const [first, second] = VOWELS[number % VOWELS.length] ?? VOWELS[0]
    const throats = [resonator(first, 80), resonator(second, 110), resonator(2_700, 160)]
    for (let at = 0; at < perSyllable; at++) {
      const share = at / perSyllable
      const pitch = 150 - 4 * number + 8 * Math.sin(2 * Math.PI * share)
      phase += pitch / RATE
      const pulse = phase >= 1 ? 1 : 0
      phase %= 1
      // Silent for a moment between syllables, as at a plosive.
      const loudness = Math.max(0, Math.sin(Math.PI * Math.min(1, share * 1.15))) ** 0.6
      const [one = 0, two = 0, three = 0] = throats.map((throat) => throat(pulse))
      sentence[number * perSyllable + at] = loudness * (one + 0.6 * two + 0.25 * three)
    }
  }
  const peak = sentence.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return wav(sentence.map((value) => (0.6 * value) / peak))
}

/** Rings at a frequency, with that bandwidth; both in hertz. */
function resonator(hertz: number, width: number): (value: number) => number {
  const radius = Math.exp((-Math.PI * width) / RATE)
  const turn = 2 * radius * Math.cos((2 * Math.PI * hertz) / RATE)
  let before = 0
  let last = 0
  return (value) => {
    const next = value + turn * last - radius * radius * before
    before = last
    last = next
    return next
  }
}

/** 16 bits, one channel; samples from -1 to 1. */
function wav(samples: Float64Array): Buffer {
  const file = Buffer.alloc(44 + samples.length * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples.length * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples.length * 2, 40)
  for (const [at, sample] of samples.entries()) file.writeInt16LE(Math.round(sample * 32_767), 44 + at * 2)
  return file
}
