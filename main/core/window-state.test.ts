import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINIMUM_SIZE, WindowState, placeWindow, readWindowState } from './window-state.ts'
import type { Rectangle } from './window-state.ts'

const rect = (x: number, y: number, width: number, height: number): Rectangle => ({ x, y, width, height })
const LAPTOP = rect(0, 25, 1_440, 875)
const LEFT = rect(-1_920, 0, 1_920, 1_080)
const TINY = rect(0, 0, 320, 240)
const FIRST = rect(80, 62, 1_280, 800)

test.each<[string, Rectangle | null, [Rectangle, ...Rectangle[]], Rectangle]>([
  ['a first start: in the middle', null, [LAPTOP], FIRST],
  ['as it was', rect(100, 100, 800, 600), [LAPTOP], rect(100, 100, 800, 600)],
  ['as it was on the other display', rect(-1_800, 50, 800, 600), [LAPTOP, LEFT], rect(-1_800, 50, 800, 600)],
  ['the other display is gone', rect(-1_800, 50, 1_280, 800), [LAPTOP], FIRST],
  ['far away', rect(90_000, -90_000, 1_280, 800), [LAPTOP, LEFT], FIRST],
  ['only a corner in sight', rect(1_430, 890, 1_280, 800), [LAPTOP], FIRST],
  ['hanging over the edge: pushed back', rect(1_000, 500, 800, 600), [LAPTOP], rect(640, 300, 800, 600)],
  ['the title bar above the display', rect(100, -200, 800, 600), [LAPTOP], rect(100, 25, 800, 600)],
  ['larger than the display', rect(-10, -10, 3_000, 2_000), [LAPTOP], LAPTOP],
  ['on two displays: where more of it is', rect(-700, 100, 800, 600), [LAPTOP, LEFT], rect(-800, 100, 800, 600)],
  ['smaller than it may be', rect(100, 100, 10, 10), [LAPTOP], rect(100, 100, 360, 480)],
  ['a display smaller than the minimum', rect(0, 0, 800, 600), [TINY], TINY],
])('%s', (_, bounds, areas, expected) => {
  for (const maximised of [true, false]) {
    expect(placeWindow({ bounds, maximised }, areas)).toEqual({ bounds: expected, maximised })
  }
})

test('whatever was remembered, the window is whole on one display, large enough, and stays there', () => {
  const coordinate = fc.integer({ min: -100_000, max: 100_000 })
  const size = fc.integer({ min: 1, max: 100_000 })
  const bounds = fc.record({ x: coordinate, y: coordinate, width: size, height: size })
  const side = fc.integer({ min: 200, max: 8_000 })
  const near = fc.integer({ min: -8_000, max: 8_000 })
  const area = fc.record({ x: near, y: near, width: side, height: side })
  fc.assert(
    fc.property(fc.option(bounds, { nil: null }), area, fc.array(area, { maxLength: 3 }), (was, primary, others) => {
      const areas: [Rectangle, ...Rectangle[]] = [primary, ...others]
      const placed = placeWindow({ bounds: was, maximised: false }, areas)
      const { bounds } = WindowState.parse(placed)
      if (bounds === null) throw new Error('a placed window has bounds')
      const home = areas.find(
        ({ x, y, width, height }) =>
          bounds.x >= x &&
          bounds.y >= y &&
          bounds.x + bounds.width <= x + width &&
          bounds.y + bounds.height <= y + height,
      )
      expect(home).toBeDefined()
      expect(bounds.width).toBeGreaterThanOrEqual(Math.min(MINIMUM_SIZE.width, home?.width ?? 0))
      expect(bounds.height).toBeGreaterThanOrEqual(Math.min(MINIMUM_SIZE.height, home?.height ?? 0))
      expect(placeWindow(placed, areas)).toEqual(placed)
    }),
  )
})

test.each([
  undefined,
  null,
  'x',
  {},
  { bounds: {}, maximised: true },
  { bounds: { x: 0.5, y: 0, width: 1, height: 1 }, maximised: false },
  { bounds: { x: Number.NaN, y: 0, width: 1, height: 1 }, maximised: false },
  { bounds: { x: 1e300, y: 0, width: 1, height: 1 }, maximised: false },
  { bounds: { x: 0, y: 0, width: -1, height: 1 }, maximised: false },
])('%j on the disk is a first start', (stored) => {
  expect(readWindowState(stored)).toEqual({ bounds: null, maximised: false })
})
test('what was stored is read', () => {
  const state = { bounds: rect(1, 2, 3, 4), maximised: true }
  expect(readWindowState(JSON.parse(JSON.stringify(state)))).toEqual(state)
})
