import { expect, test } from 'vitest'
import { createHeldKey } from './held-key.ts'

function setUp() {
  let now = 0
  const held = createHeldKey()
  const key = { turn: (isDown: boolean) => held.turn(isDown, now), forget: held.forget }
  return {
    key,
    /** Held for so long, as the system tells it. Whether any of it was news. */
    hold(ms: number, everyMs = 30): boolean {
      let isNews = false
      for (const end = now + ms; now < end; now += everyMs) isNews = key.turn(true) || isNews
      return isNews
    },
    pass: (ms: number) => void (now += ms),
  }
}

test('a press and a release are news once, however often they are told', () => {
  const { key, hold } = setUp()
  expect([key.turn(false), key.turn(true), hold(2_000), key.turn(false), key.turn(false)]).toEqual([
    false,
    true,
    false,
    true,
    false,
  ])
})

test('one that was forgotten and is held on stays let go, and its release is no news', () => {
  const { key, hold } = setUp()
  key.turn(true)
  key.forget()
  expect([hold(5_000), key.turn(false), key.turn(true)]).toEqual([false, false, true])
})

test('the slowest repeat is one, and a press after a pause is a press though the release was never seen', () => {
  const { key, hold, pass } = setUp()
  key.turn(true)
  key.forget()
  pass(1_000)
  expect(hold(3_000, 500)).toBe(false)
  pass(1_100)
  expect([key.turn(true), key.turn(false)]).toEqual([true, true])
})

test('to forget what is not held changes nothing', () => {
  const { key } = setUp()
  key.forget()
  expect(key.turn(true)).toBe(true)
  key.forget()
  key.turn(false)
  key.forget()
  expect(key.turn(true)).toBe(true)
})
