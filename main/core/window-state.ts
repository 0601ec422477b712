import { z } from 'zod'

const Pixels = z.number().int().min(-100_000).max(100_000)
export const Rectangle = z.object({ x: Pixels, y: Pixels, width: Pixels.min(1), height: Pixels.min(1) })
export type Rectangle = z.infer<typeof Rectangle>

/** How the window was left, in device-independent pixels: its bounds when not maximised, and whether it was. */
export const WindowState = z.object({ bounds: Rectangle.nullable(), maximised: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

/** The narrowest that the interface is made for, a phone's width; and what a first start shows. */
export const MINIMUM_SIZE = { width: 360, height: 480 } as const
const DEFAULT_SIZE = { width: 1_280, height: 800 } as const

/** A window is still within reach when this much of it can be seen: enough of the title bar to take hold of. */
const REACHABLE = { width: 120, height: 40 } as const

/** What the disk says, or a first start's state when that is nothing of ours. */
export function readWindowState(stored: unknown): WindowState {
  const parsed = WindowState.safeParse(stored)
  return parsed.success ? parsed.data : { bounds: null, maximised: false }
}

/**
 * Where the window opens on the displays that are there now. `workAreas` are theirs without task bars, the primary
 * one's first. The window is whole on one of them: where it was, as far as that fits; in the middle of the primary
 * display when it would be out of reach.
 */
export function placeWindow(state: WindowState, workAreas: readonly [Rectangle, ...Rectangle[]]): WindowState {
  const { bounds, maximised } = state
  const [primary] = workAreas
  const home = bounds === null ? undefined : bestOf(bounds, workAreas)
  if (bounds === null || home === undefined) return { bounds: centred(bounds ?? DEFAULT_SIZE, primary), maximised }
  const { width, height } = fitted(bounds, home)
  const x = clamp(bounds.x, home.x, home.x + home.width - width)
  const y = clamp(bounds.y, home.y, home.y + home.height - height)
  return { bounds: { x, y, width, height }, maximised }
}

/** The display that shows the most of it, if any shows enough. */
function bestOf(bounds: Rectangle, workAreas: readonly Rectangle[]): Rectangle | undefined {
  let best: Rectangle | undefined
  let most = 0
  for (const area of workAreas) {
    const { width, height } = overlap(bounds, area)
    const enough =
      width >= Math.min(REACHABLE.width, bounds.width) && height >= Math.min(REACHABLE.height, bounds.height)
    if (enough && width * height > most) {
      best = area
      most = width * height
    }
  }
  return best
}

const overlap = (a: Rectangle, b: Rectangle) => ({
  width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)),
  height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)),
})

type Size = { width: number; height: number }

/** At least the minimum, but never more than the display: half a window is worse than a narrow one. */
const fitted = (size: Size, area: Rectangle): Size => ({
  width: Math.min(Math.max(size.width, MINIMUM_SIZE.width), area.width),
  height: Math.min(Math.max(size.height, MINIMUM_SIZE.height), area.height),
})

function centred(size: Size, area: Rectangle): Rectangle {
  const { width, height } = fitted(size, area)
  return {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
    width,
    height,
  }
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)
