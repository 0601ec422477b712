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
    for (const noise of [0, 3, -3, 9, -1, 1, 0]) card = withLook(card, -2_180 + noise)
    expect(middleOf(card)).toBe(-2_180)
    card = withLook(card, -1_900)
    expect(middleOf(card)).toBe(-2_180)
    card = withLook(withLook(card, -2_180), -1_900)
    expect(middleOf(card)).toBe(-2_180)
    card = withLook(card, -1_900)
    expect(middleOf(card)).toBe(-1_900)
  })
})
