import { expect, test } from 'vitest'
import { contentOf, remaining } from './length.ts'

test('[UI-LENGTH] counts characters as the room does, and only near the end', () => {
  expect(remaining('a'.repeat(7_799))).toBeNull()
  expect(remaining('a'.repeat(7_800))).toBe(200)
  expect(remaining('a'.repeat(8_001))).toBe(-1)
  expect(remaining('🎉'.repeat(4_000))).toBeNull()
  expect(remaining('🎉'.repeat(8_000))).toBe(0)
})
test('[UI-LENGTH] empty lines around a message stay here', () => {
  expect(contentOf('\n  \n    code\nb\n\n ')).toBe('    code\nb')
  expect(contentOf(' \n ')).toBe('')
})
