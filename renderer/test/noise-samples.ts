import { spawnSync } from 'node:child_process'

/** Samples at 48 kHz, mono, -1 to 1; all of it the same in every run. */
export const RATE = 48_000
export const seconds = (s: number) => Math.round(s * RATE)

const SENTENCES = [
  'The server is behind the sofa, and somebody has pulled the plug again.',
  'Could you send me the address, or shall I look it up on the other screen?',
  'We start in five minutes, so get yourselves something to drink.',
  'That was a wonderful shot from the far end of the bridge.',
]
export const hasSpeech = (): boolean => spawnSync('espeak-ng', ['--version']).status === 0

/** Somebody speaks, with pauses of a second, for about `length` samples; by the synthesiser of the system. */
export function speech(length: number): { samples: Float32Array; isPause: (at: number) => boolean } {
  const samples = new Float32Array(length)
  const spoken: [number, number][] = []
  let at = seconds(1)
  for (let i = 0; ; i++) {
    const voice = i % 2 === 0 ? 'en+m3' : 'en+f2'
    const said = spoken48(SENTENCES[i % SENTENCES.length] ?? '', voice)
    if (at + said.length + seconds(1) > length) break
    samples.set(said, at)
    spoken.push([at, at + said.length])
    at += said.length + seconds(1)
  }
  return { samples: atLevel(samples, 0.05), isPause: (n) => spoken.every(([from, to]) => n < from || n >= to) }
}

function spoken48(text: string, voice: string): Float32Array {
  const { stdout } = spawnSync('espeak-ng', ['-v', voice, '-s', '150', '--stdout', text], { maxBuffer: 2 ** 26 })
  const rate = stdout.readUInt32LE(24)
  const data = stdout.subarray(44)
  const given = Float32Array.from({ length: data.length >> 1 }, (_, i) => data.readInt16LE(i * 2) / 32_768)
  // By windowed sinc: what a straight line would add above 11 kHz is no speech.
  const out = new Float32Array(Math.floor((given.length * RATE) / rate))
  for (let i = 0; i < out.length; i++) {
    const position = (i * rate) / RATE
    const from = Math.floor(position) - 11
    let sum = 0
    for (let k = from; k <= from + 23; k++) {
      const x = position - k
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / 12)
      sum += (given[k] ?? 0) * (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * (Math.abs(x) < 12 ? window : 0)
    }
    out[i] = sum
  }
  return out
}

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 31 - 1
  }
}
/** A fan: the rush of air, falling with the pitch, and the hum of its blades. */
export function fan(length: number): Float32Array {
  const random = randomOf(7)
  let low = 0
  let mid = 0
  return Float32Array.from({ length }, (_, i) => {
    const white = random()
    low += 0.02 * (white - low)
    mid += 0.2 * (white - mid)
    const hum = Math.sin((2 * Math.PI * 118 * i) / RATE) + 0.5 * Math.sin((2 * Math.PI * 236 * i) / RATE)
    return 4 * low + 0.4 * mid + 0.02 * hum
  })
}
/** Somebody types: six keys a second, each with its way down and up, a click and a knock. */
export function keyboard(length: number): Float32Array {
  const random = randomOf(11)
  const samples = new Float32Array(length)
  const hit = (at: number, level: number) => {
    let low = 0
    let high = 0
    for (let i = 0; i < seconds(0.04) && at + i < length; i++) {
      // Plastic rings between one and six kilohertz, the table below it knocks.
      low += 0.55 * (random() - low)
      high += 0.12 * (low - high)
      const click = (low - high) * Math.exp(-i / 250)
      const knock = Math.sin((2 * Math.PI * 350 * i) / RATE) * Math.exp(-i / 350)
      samples[at + i] = (samples[at + i] ?? 0) + level * (click + 0.3 * knock)
    }
  }
  for (let at = 0; at < length; at += seconds(0.167 + 0.06 * random())) {
    hit(at, 1)
    hit(at + seconds(0.07), 0.5)
  }
  return samples
}

export const powerOf = (samples: Float32Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length)
export const atLevel = (samples: Float32Array, rms: number): Float32Array => {
  const gain = rms / Math.sqrt(powerOf(samples) || 1)
  return samples.map((sample) => sample * gain)
}
export const mixed = (a: Float32Array, b: Float32Array): Float32Array => a.map((sample, i) => sample + (b[i] ?? 0))
