import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextCheck } from './utf8.ts'

function isText(...chunks: Buffer[]): boolean {
  const check = createTextCheck()
  for (const chunk of chunks) check.push(chunk)
  return check.end()
}

const hex = (text: string) => Buffer.from(text, 'hex')

test.each([
  ['nothing', '', true],
  ['ASCII', '6162', true],
  ['four bytes', 'f09f9880', true],
  ['NUL', '610062', false],
  ['a lone continuation', '80', false],
  ['a cut character', 'f09f98', false],
  ['overlong', 'c0af', false],
  ['a surrogate', 'eda080', false],
  ['beyond Unicode', 'f4908080', false],
  ['Latin-1', '636166e9', false],
])('%s', (_what, bytes, expected) => {
  expect(isText(hex(bytes))).toBe(expected)
})

test('however it is cut, the verdict is that of the whole', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }).map((text) => Buffer.from(text)),
    fc.constantFrom('80', 'c3', 'e282', 'f09f98', 'ff', '00', '', '98').map(hex),
  )
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
      (parts, sizes) => {
        const whole = Buffer.concat(parts)
        const chunks: Buffer[] = []
        for (let at = 0, n = 0; at < whole.length && n < 1_000; n += 1) {
          const size = sizes.next().value
          chunks.push(whole.subarray(at, at + size))
          at += size
        }
        const decodes = () => {
          try {
            return !new TextDecoder('utf-8', { fatal: true }).decode(whole).includes('\0')
          } catch {
            return false
          }
        }
        expect(isText(...chunks, whole.subarray(chunks.reduce((sum, chunk) => sum + chunk.length, 0)))).toBe(decodes())
      },
    ),
    { numRuns: 3_000 },
  )
})
