import { expect, test } from 'vitest'
import { heard, silent } from './talk.ts'

test('a voice rings at once and through its pauses, and noise does not', () => {
  let talk = heard(silent, -80, 0)
  expect(talk.isTalking).toBe(false)
  talk = heard(talk, -30, 50)
  expect(talk.isTalking).toBe(true)
  talk = heard(talk, -90, 300)
  expect(talk.isTalking).toBe(true)
  talk = heard(talk, -Infinity, 450)
  expect(talk.isTalking).toBe(false)
})
