import { describe, expect, test } from 'vitest'
import { NO_CARD, type CardLook, middleOf, offsetOf, withLook } from './card-clock.ts'

/** A card that began at 2 s of the device, and is heard 180 ms late. */
const look = (now: number, more: Partial<CardLook> = {}): CardLook => ({
  now,
  current: now - 2_000,
  stamp: { context: now - 2_180 - 5, device: now - 5 },
  latency: 170,
  ...more,
})

describe("a card's clock", () => {
  test('is what the output says it has played', () => {
    expect(offsetOf(look(10_000))).toBe(-2_180)
  })
  test('is the clock of what is made less what is told of the delay, where the output says nothing that can be', () => {
    expect(offsetOf(look(10_000, { stamp: undefined }))).toBe(-2_170)
    expect(offsetOf(look(10_000, { stamp: { context: 0, device: 0 } }))).toBe(-2_170)
    // Heard before it was made; seconds late; from before the machine slept.
    expect(offsetOf(look(10_000, { stamp: { context: 8_400, device: 10_000 } }))).toBe(-2_170)
    expect(offsetOf(look(10_000, { stamp: { context: 5_000, device: 10_000 } }))).toBe(-2_170)
    expect(offsetOf(look(10_000, { stamp: { context: 4_000, device: 6_180 } }))).toBe(-2_170)
    expect(offsetOf(look(10_000, { stamp: undefined, latency: 99_000 }))).toBe(-2_000)
  })
  test('is the middle of what is seen, and begins anew after a jump that stays', () => {
    let card = NO_CARD
    expect(middleOf(card)).toBeNull()
    let now = 0
    const see = (...offsets: number[]) => {
      for (const offset of offsets) card = withLook(card, offset, (now += 250))
      return middleOf(card)
    }
    expect(see(-2_180, -2_177, -2_183, -2_171, -2_181, -2_179, -2_180)).toBe(-2_180)
    // A busy machine.
    expect(see(-1_900, -1_900, -2_180)).toBe(-2_180)
    expect(see(-1_900, -1_600, -1_300, -1_000)).toBe(-2_180)
    see(-2_180)
    expect(see(-1_900, -1_903, -1_897)).toBe(-2_180)
    expect(see(-1_900)).toBe(-1_900)
  })
  test('many quick looks are no long time', () => {
    let card = withLook(withLook(NO_CARD, -2_180, -25), -2_180, 0)
    for (let now = 25; now <= 600; now += 25) card = withLook(card, -1_900, now)
    expect(middleOf(card)).toBe(-2_180)
    card = withLook(card, -1_900, 650)
    expect(middleOf(card)).toBe(-1_900)
  })
  test('is steady when it has said the same twice, and remembers for how long it broke off after that', () => {
    let card = NO_CARD
    let now = 0
    const see = (...offsets: number[]) => {
      for (const offset of offsets) card = withLook(card, offset, (now += 250))
      return { isSteady: card.isSteady, middle: middleOf(card), brokeMs: card.brokeMs }
    }
    expect(see(-19_385, -19_443, -19_543)).toEqual({ isSteady: false, middle: -19_543, brokeMs: 0 })
    expect(see(-19_541)).toEqual({ isSteady: true, middle: -19_542, brokeMs: 0 })
    const broken = { isSteady: true, middle: -19_822, brokeMs: 280 }
    expect(see(-19_822, -19_822, -19_822, -19_822)).toEqual(broken)
    expect(see(-19_822)).toEqual(broken)
  })
})
