/** Where a row lies in its list, in pixels, as it was when the drag began. */
export type Span = { readonly top: number; readonly height: number }

/** A pointer that moved less than this has clicked. */
const CLICK_PX = 5
export const isDrag = (dx: number, dy: number): boolean => Math.hypot(dx, dy) > CLICK_PX

/** The place that a row has when it was dragged by so many pixels: it changes with a neighbour when it covers half of it. */
export function dropIndex(rows: readonly Span[], from: number, by: number): number {
  const row = rows[from]
  if (row === undefined) return from
  const [top, bottom] = [row.top + by, row.top + by + row.height]
  const isPassed = (other: Span, at: number): boolean => {
    const middle = other.top + other.height / 2
    return at > from ? bottom > middle : top < middle
  }
  const below = rows.filter((other, at) => at > from && isPassed(other, at)).length
  const above = rows.filter((other, at) => at < from && isPassed(other, at)).length
  return from + below - above
}

/** How far another row makes way meanwhile, in rows: -1 is up. */
export function wayOf(at: number, from: number, to: number): -1 | 0 | 1 {
  if (at > from && at <= to) return -1
  return at < from && at >= to ? 1 : 0
}

/** Within so many pixels of its edge a list scrolls by itself, the faster the nearer: pixels for each frame. */
const EDGE_PX = 48
const FASTEST_PX = 14
export function scrollStep(pointer: number, edges: { top: number; bottom: number }): number {
  const [above, below] = [edges.top + EDGE_PX - pointer, pointer - (edges.bottom - EDGE_PX)]
  const depth = Math.max(above, below)
  if (depth <= 0) return 0
  const step = Math.ceil((Math.min(depth, EDGE_PX) / EDGE_PX) * FASTEST_PX)
  return above > below ? -step : step
}
