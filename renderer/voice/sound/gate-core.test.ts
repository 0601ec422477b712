import { describe, expect, test } from 'vitest'
import { gainOf, levelOf } from './decibels.ts'
import { GATE, type GateRule, createGate } from './gate-core.ts'

const RATE = 48_000
const seconds = (s: number) => Math.round(s * RATE)
function noise(length: number, db: number, seed = 1): Float32Array {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 31 - 1
  }
  // Evenly spread noise has an effective value of 1/sqrt(3) of its peak.
  const peak = (gainOf(db) / Math.SQRT2) * Math.sqrt(3)
  return Float32Array.from({ length }, () => next() * peak)
}
const tone = (length: number, db: number, hz = 220) =>
  Float32Array.from({ length }, (_, i) => gainOf(db) * Math.sin((2 * Math.PI * hz * i) / RATE))
const join = (...parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]))
const mix = (a: Float32Array, b: Float32Array) => a.map((sample, i) => sample + (b[i] ?? 0))

function run(input: Float32Array, rule: GateRule, block = 128) {
  const gate = createGate(RATE)
  gate.setRule(rule)
  const output = new Float32Array(input.length)
  for (let at = 0; at < input.length; at += block)
    gate.process(input.subarray(at, at + block), output.subarray(at, at + block))
  return { output, view: gate.view() }
}
const auto = { kind: 'gate', thresholdDb: null } as const
const late = Math.round((GATE.lookAheadMs / 1_000) * RATE)

describe('levels', () => {
  test('a sine at full scale is 0 dBFS, half of it 6 less, silence none', () => {
    expect(levelOf(tone(RATE, 0))).toBeCloseTo(0, 1)
    expect(levelOf(tone(RATE, -6.02))).toBeCloseTo(-6.02, 1)
    expect(levelOf(new Float32Array(480))).toBe(-Infinity)
    expect(levelOf(noise(RATE, -40))).toBeCloseTo(-40, 0)
  })
})

describe('the gate', () => {
  test('open, it only comes later; closed, it gives exact zeros', () => {
    const input = noise(seconds(1), -20)
    const open = run(input, { kind: 'open' }).output
    const from = seconds(0.1)
    expect(open.subarray(from)).toEqual(input.subarray(from - late, input.length - late))
    expect(run(input, { kind: 'closed' }).output.every((sample) => sample === 0)).toBe(true)
  })
  test.each([128, 480, 77])('in blocks of %d it does the same', (block) => {
    const input = mix(noise(seconds(2), -60), join(new Float32Array(seconds(1)), tone(seconds(1), -25)))
    expect(run(input, auto, block).output).toEqual(run(input, auto, input.length).output)
  })
  test('finds the noise of the room, and lets through what is above it', () => {
    for (const floorDb of [-70, -55, -42]) {
      const input = mix(noise(seconds(12), floorDb), join(new Float32Array(seconds(8)), tone(seconds(4), floorDb + 22)))
      const { output, view } = run(input, auto)
      // Nothing of the noise once it knows it, all of the voice, and the threshold between them.
      expect(levelOf(output.subarray(seconds(3), seconds(7.9)))).toBe(-Infinity)
      expect(levelOf(output.subarray(seconds(8.2), seconds(10)))).toBeCloseTo(floorDb + 22, 0)
      expect(view.thresholdDb).toBeGreaterThan(floorDb)
      expect(view.thresholdDb).toBeLessThan(floorDb + 22)
    }
  })
  test('cuts nothing from the first syllable, and closes without a click', () => {
    const quiet = new Float32Array(seconds(1))
    const word = tone(seconds(0.4), -20)
    const { output } = run(join(quiet, word, quiet, quiet), { kind: 'gate', thresholdDb: -40 })
    const heard = output.subarray(seconds(1) + late, seconds(1.4) + late)
    // Ten milliseconds into the word it is at its full level; before, the attack has begun.
    expect(levelOf(heard.subarray(0, seconds(0.02)))).toBeGreaterThan(-26)
    expect(levelOf(heard.subarray(seconds(0.02)))).toBeCloseTo(-20, 0)
    let step = 0
    for (let i = 1; i < output.length; i++) step = Math.max(step, Math.abs((output[i] ?? 0) - (output[i - 1] ?? 0)))
    const own = (2 * Math.PI * 220 * gainOf(-20)) / RATE
    expect(step).toBeLessThan(own * 2)
    expect(output.subarray(seconds(2.5)).every((sample) => sample === 0)).toBe(true)
  })
  test('stays open between words, and is not worn out by a level around its threshold', () => {
    const word = tone(seconds(0.2), -20)
    const pause = new Float32Array(seconds(0.2))
    const { output } = run(join(word, pause, word, pause, word), { kind: 'gate', thresholdDb: -40 })
    expect(levelOf(output.subarray(seconds(0.81), seconds(0.85)))).toBeCloseTo(-20, 0)
    // 4 dB under the level at which it opens, it stays open once it is.
    const held = run(join(tone(seconds(0.3), -30), tone(seconds(2), -44)), { kind: 'gate', thresholdDb: -40 })
    expect(held.view.isOpen).toBe(true)
    expect(run(tone(seconds(2), -44), { kind: 'gate', thresholdDb: -40 }).view.isOpen).toBe(false)
  })
  test('a device that gives nothing does not teach it', () => {
    const input = join(new Float32Array(seconds(8)), noise(seconds(8), -60))
    const { view } = run(input, auto)
    expect(view.thresholdDb).toBeCloseTo(-50, 0)
  })
})
