const PAUSE_MS = 10 * 60_000
const MAX_REMEMBERED = 64

/** A network that is away refuses every packet: the same complaint is passed on once in ten minutes. */
export function createComplaints(deps: { tell: (error: unknown) => void; now: () => number }) {
  const { tell, now } = deps
  const told = new Map<string, number>()
  return (error: unknown): void => {
    const key = error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : String(error)
    const at = now()
    if (at - (told.get(key) ?? -Infinity) < PAUSE_MS) return
    if (told.size >= MAX_REMEMBERED) told.clear()
    told.set(key, at)
    tell(error)
  }
}
