import { expect, test } from 'vitest'
import { nextCell } from './roving.ts'

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 9, null],
  ['ArrowLeft', 0, null],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 8, null],
  ['ArrowUp', 5, 1],
  ['Home', 5, 0],
  ['End', 5, 9],
  ['a', 5, null],
])('[UI-EMOJI] %s from %i leads to %s', (key, at, to) => expect(nextCell(key, at, 10, 4)).toBe(to))
