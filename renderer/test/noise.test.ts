import { describe, expect, test } from 'vitest'
import { createSuppressor } from './noise-suppressor.ts'
import { atLevel, fan, hasSpeech, keyboard, mixed, powerOf, seconds, speech } from './noise-samples.ts'

const FRAME = 480
/** The worklet frames 480 samples out of blocks of 128, and RNNoise itself looks a frame back: 21 ms in all. */
const DELAY = 512 + FRAME
const LENGTH = seconds(Number(process.env['NOISE_SECONDS'] ?? 24))
/** It listens before it knows what is noise. */
const FROM = seconds(3)
const db = (ratio: number) => 10 * Math.log10(ratio)

if (!hasSpeech()) console.log('NOT RUN: noise suppression on speech (espeak-ng is not installed)')

describe.runIf(hasSpeech())('the learned noise suppression', () => {
  const { samples: clean, isPause } = speech(LENGTH)
  const noises = { fan: fan(LENGTH), keyboard: keyboard(LENGTH) }
  const inSpeech = powerOf(clean.filter((_, i) => !isPause(i)))
  const at = (noise: Float32Array, snrDb: number) =>
    mixed(clean, atLevel(noise, Math.sqrt(inSpeech / 10 ** (snrDb / 10))))
  /** What came out, moved back to when it went in. */
  const through = async (samples: Float32Array) => (await createSuppressor()).run(samples).subarray(DELAY)
  const pauses = (samples: Float32Array) =>
    powerOf(samples.filter((_, i) => i > FROM && isPause(i) && isPause(i - 9_600)))
  const said = (samples: Float32Array) => samples.filter((_, i) => i > FROM && !isPause(i))

  test.each([
    ['fan', 0],
    ['fan', 5],
    ['fan', 10],
    ['fan', 20],
    ['keyboard', 0],
    ['keyboard', 5],
    ['keyboard', 10],
    ['keyboard', 20],
  ] as const)('[VC-NOISE] %s, %d dB under the voice: the noise goes and the voice stays', async (name, snr) => {
    const noisy = at(noises[name], snr)
    const out = await through(noisy)
    const reduction = db(pauses(noisy) / pauses(out))
    const before = scaleInvariant(said(clean), said(noisy))
    const after = scaleInvariant(said(clean), said(out))
    const voice = db(powerOf(said(out)) / powerOf(said(clean)))
    console.log(
      `VC-NOISE ${name} at ${snr} dB: noise in pauses ${(-reduction).toFixed(1)} dB; SI-SDR ${before.toFixed(1)} -> ${after.toFixed(1)} dB; ` +
        `spectral distance ${spectralDistance(said(clean), said(noisy)).toFixed(1)} -> ${spectralDistance(said(clean), said(out)).toFixed(1)} dB; voice ${voice.toFixed(1)} dB`,
    )
    expect(reduction).toBeGreaterThan(name === 'fan' ? 25 : 8)
    if (snr <= 10) expect(after).toBeGreaterThan(before)
    expect(Math.abs(voice)).toBeLessThan(4)
  })

  test('[VC-NOISE] a clean voice goes through almost as it is, no block dropped or repeated', async () => {
    const out = await through(clean)
    const distortion = scaleInvariant(said(clean), said(out))
    const lags = frameLags(clean, out)
    console.log(
      `VC-NOISE clean voice: SI-SDR ${distortion.toFixed(1)} dB, spectral distance ${spectralDistance(said(clean), said(out)).toFixed(1)} dB; ` +
        `${lags.length} frames compared, ${lags.filter((lag) => lag !== 0).length} out of place`,
    )
    expect(distortion).toBeGreaterThan(10)
    expect(lags.length).toBeGreaterThan(100)
    expect(lags.filter((lag) => lag !== 0)).toEqual([])
  })
  test('[VC-NOISE] a dropped or a repeated block would be seen', () => {
    const dropped = new Float32Array(clean.length)
    dropped.set(clean.subarray(0, seconds(4)))
    dropped.set(clean.subarray(seconds(4) + 128), seconds(4))
    expect(frameLags(clean, dropped).filter((lag) => lag !== 0).length).toBeGreaterThan(50)
    const repeated = new Float32Array(clean.length)
    repeated.set(clean.subarray(0, seconds(4)))
    repeated.set(clean.subarray(seconds(4) - 128, clean.length - 128), seconds(4))
    expect(frameLags(clean, repeated).filter((lag) => lag !== 0).length).toBeGreaterThan(50)
  })
  test('[VC-NOISE] it keeps up with time many times over', async () => {
    const suppressor = await createSuppressor()
    const noisy = at(noises.fan, 10)
    const begun = performance.now()
    suppressor.run(noisy)
    const share = (performance.now() - begun) / 1_000 / (LENGTH / 48_000)
    console.log(`VC-NOISE cost: ${(share * 100).toFixed(1)} % of a core`)
    expect(share).toBeLessThan(1)
  })
})

/** Scale-invariant signal-to-distortion ratio in dB (Le Roux et al. 2019). */
function scaleInvariant(target: Float32Array, estimate: Float32Array): number {
  const length = Math.min(target.length, estimate.length)
  let cross = 0
  let own = 0
  for (let i = 0; i < length; i++) {
    cross += (target[i] ?? 0) * (estimate[i] ?? 0)
    own += (target[i] ?? 0) ** 2
  }
  const scale = cross / own
  let rest = 0
  for (let i = 0; i < length; i++) rest += ((estimate[i] ?? 0) - scale * (target[i] ?? 0)) ** 2
  return db((scale ** 2 * own) / rest)
}

/** Log-spectral distance in dB over third-octave-like bands from 150 Hz to 7 kHz, in frames of 20 ms; the median frame. */
function spectralDistance(a: Float32Array, b: Float32Array): number {
  const bands = Array.from({ length: 16 }, (_, i) => 150 * (7_000 / 150) ** (i / 15))
  const size = 960
  const distances: number[] = []
  for (let start = 0; start + size <= Math.min(a.length, b.length); start += size * 4) {
    const squares = bands.map((hz) => (bandDb(a, start, size, hz) - bandDb(b, start, size, hz)) ** 2)
    distances.push(Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length))
  }
  return distances.toSorted((x, y) => x - y)[distances.length >> 1] ?? Number.NaN
}
function bandDb(samples: Float32Array, start: number, size: number, hz: number): number {
  let re = 0
  let im = 0
  for (let i = 0; i < size; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size)
    const phase = (2 * Math.PI * hz * i) / 48_000
    re += (samples[start + i] ?? 0) * window * Math.cos(phase)
    im += (samples[start + i] ?? 0) * window * Math.sin(phase)
  }
  return 10 * Math.log10(re ** 2 + im ** 2 + 1e-6)
}

/** For each frame with a voice in it: by how many blocks of 128 the best match lies elsewhere. 0 is in place. */
function frameLags(before: Float32Array, after: Float32Array): number[] {
  const lags: number[] = []
  for (let start = FROM; start + 4 * FRAME < Math.min(before.length, after.length); start += FRAME) {
    const frame = before.subarray(start, start + 2 * FRAME)
    if (powerOf(frame) < 1e-3) continue
    let best = 0
    let most = -Infinity
    for (let lag = -256; lag <= 256; lag += 128) {
      let sum = 0
      let power = 1e-9
      for (let i = 0; i < frame.length; i++) {
        const sample = after[start + i + lag] ?? 0
        sum += (frame[i] ?? 0) * sample
        power += sample ** 2
      }
      if (sum / Math.sqrt(power) > most) {
        most = sum / Math.sqrt(power)
        best = lag
      }
    }
    lags.push(best)
  }
  return lags
}
