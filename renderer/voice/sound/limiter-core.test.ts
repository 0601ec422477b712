import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gainOf, levelOf } from './decibels.ts'
import { LIMITER, createLimiter } from './limiter-core.ts'

const RATE = 48_000
const late = Math.round((LIMITER.lookAheadMs / 1_000) * RATE)
const ceiling = gainOf(LIMITER.ceilingDb)

function run(input: Float32Array): Float32Array {
  const limiter = createLimiter(RATE)
  const output = new Float32Array(input.length)
  for (let at = 0; at < input.length; at += 128)
    limiter.process(input.subarray(at, at + 128), output.subarray(at, at + 128))
  return output
}

test('below the ceiling it changes nothing but the time', () => {
  const input = Float32Array.from({ length: RATE }, (_, i) => 0.8 * Math.sin(i / 20))
  expect(run(input).subarray(late)).toEqual(input.subarray(0, input.length - late))
})
test('a voice at 200 % keeps its shape under the ceiling', () => {
  const input = Float32Array.from({ length: RATE }, (_, i) => 1.8 * Math.sin((2 * Math.PI * 200 * i) / RATE))
  const output = run(input)
  expect(Math.max(...output.subarray(RATE / 2))).toBeLessThanOrEqual(ceiling + 1e-6)
  expect(levelOf(output.subarray(RATE / 2))).toBeGreaterThan(LIMITER.ceilingDb - 1)
})
test('never louder than the ceiling, whatever comes', () => {
  const burst = fc.record({
    length: fc.integer({ min: 1, max: 600 }),
    level: fc.double({ min: -20, max: 20, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(burst, { minLength: 1, maxLength: 20 }), (bursts) => {
      const input = Float32Array.from(bursts.flatMap(({ length, level }) => Array.from({ length }, () => level)))
      const loudest = run(input).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
      expect(loudest).toBeLessThanOrEqual(ceiling * (1 + 1e-5))
    }),
    { numRuns: 60 },
  )
})
