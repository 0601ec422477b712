import { expect, test } from 'vitest'
import { hueOf } from './hue.ts'

test('a person keeps their hue, and people spread over all of them', () => {
  const ids = Array.from({ length: 400 }, (_, i) => `0190f6c2-0000-7000-8000-${String(i).padStart(12, '0')}`)
  const counts = Map.groupBy(ids, hueOf)
  expect(counts.size).toBe(8)
  for (const group of counts.values()) expect(group.length).toBeGreaterThan(20)
  expect(hueOf('someone')).toBe(hueOf('someone'))
})
