import { expect, test } from 'vitest'
import { initials } from './initials.ts'

test('two letters, whatever they are made of', () => {
  expect(initials('tern')).toBe('te')
  expect(initials(' Q ')).toBe('Q')
  expect(initials('👩‍👩‍👧x')).toBe('👩‍👩‍👧x')
  expect(initials(`z${'\u0301'.repeat(8_000)}b`)).toBe('zb')
  expect(initials('')).toBe('')
})
