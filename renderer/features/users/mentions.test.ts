import { expect, it } from 'vitest'
import { isMentioned } from './mentions.ts'

const names = ['ann', 'Ann Lee', 'émile', 'bo']

it.each([
  ['hi @ann', 'ann', true],
  ['hi @ANN, look', 'ann', true],
  ['hi @anna', 'ann', false],
  ['mail@ann', 'ann', false],
  ['@ann lee, look', 'ann', false],
  ['@ann lee, look', 'Ann Lee', true],
  ['@ann leeds', 'ann', true],
  ['@ann lee and @ann', 'ann', true],
  ['(@émile)', 'émile', true],
  ['no name', 'ann', false],
  [null, 'ann', false],
])('%s calls %s: %s', (content, name, expected) => expect(isMentioned(content, name, names)).toBe(expected))
