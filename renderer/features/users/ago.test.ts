import { expect, it } from 'vitest'
import { ago } from './ago.ts'

it.each([
  [30, null],
  [90, '1 minute ago'],
  [7_300, '2 hours ago'],
  [90_000, 'yesterday'],
  [20 * 86_400, '2 weeks ago'],
  [800 * 86_400, '2 years ago'],
  [-5, null],
])('%i seconds are %s', (seconds, expected) => expect(ago(1e12 - seconds * 1_000, 1e12, 'en')).toBe(expected))
