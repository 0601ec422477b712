import { describe, expect, it } from 'vitest'
import { dropIndex, isDrag, scrollStep, wayOf } from './drag.ts'

const rows = [0, 50, 100, 150, 200].map((top) => ({ top, height: 50 }))

it('a hand that trembles has clicked', () => {
  expect(isDrag(3, 3)).toBe(false)
  expect(isDrag(0, -6)).toBe(true)
})

describe('where a row falls', () => {
  it.each([
    [1, 0, 1],
    [1, 24, 1],
    [1, 26, 2],
    [1, 76, 3],
    [1, 900, 4],
    [1, -24, 1],
    [1, -26, 0],
    [4, -900, 0],
    [0, -100, 0],
  ])('row %d, dragged by %d, has place %d', (from, by, to) => expect(dropIndex(rows, from, by)).toBe(to))

  it('rows of different heights count by their own middle', () => {
    const uneven = [
      { top: 0, height: 50 },
      { top: 50, height: 100 },
      { top: 150, height: 50 },
    ]
    expect(dropIndex(uneven, 0, 49)).toBe(0)
    expect(dropIndex(uneven, 0, 51)).toBe(1)
  })
  it('nothing comes of a row that is not there', () => expect(dropIndex(rows, 9, 30)).toBe(9))
})

it('those between make way, towards where it came from', () => {
  expect([0, 1, 2, 3, 4].map((at) => wayOf(at, 1, 3))).toEqual([0, 0, -1, -1, 0])
  expect([0, 1, 2, 3, 4].map((at) => wayOf(at, 3, 0))).toEqual([1, 1, 1, 0, 0])
})

it('near its edges a list scrolls, the faster the nearer', () => {
  const edges = { top: 100, bottom: 400 }
  expect(scrollStep(250, edges)).toBe(0)
  expect(scrollStep(130, edges)).toBeLessThan(0)
  expect(scrollStep(101, edges)).toBeLessThan(scrollStep(130, edges))
  expect(scrollStep(399, edges)).toBeGreaterThan(scrollStep(360, edges))
  expect(scrollStep(9_000, edges)).toBe(14)
})
