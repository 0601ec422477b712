import { expect, test } from 'vitest'
import { customName, withRecent } from './recent.ts'

test('[UI-EMOJI] the last used comes first, once, and old ones go', () => {
  expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a'])
  const many = Array.from({ length: 30 }, (_, n) => String(n))
  expect(withRecent(many, 'x')).toHaveLength(18)
})
test('[UI-EMOJI] a custom one is told by its colons', () => {
  expect(customName(':lamp_2:')).toBe('lamp_2')
  expect(customName('🎉')).toBeNull()
  expect(customName(':No:')).toBeNull()
})
