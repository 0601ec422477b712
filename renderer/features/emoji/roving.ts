/** Where an arrow key leads in a grid of `count` cells, line by line; null when the key does nothing here. */
export function nextCell(key: string, at: number, count: number, columns: number): number | null {
  const to = targetOf(key, at, count, columns)
  return to === null || to < 0 || to >= count || to === at ? null : to
}
function targetOf(key: string, at: number, count: number, columns: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return at - 1
    case 'ArrowRight':
      return at + 1
    case 'ArrowUp':
      return at - columns
    case 'ArrowDown':
      return at + columns
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
