/** The system repeats a held key at least so often: the slowest wait a second before the first repeat. */
const REPEAT_MS = 1_000

/** One key, from what the system tells of it: a press again and again while it is held. */
export function createHeldKey() {
  let state: 'up' | 'down' | 'forgotten' = 'up'
  let pressedAt = -Infinity
  return {
    /** Whether that is news. `at`: when the key moved, in milliseconds; events may come late and all at once. */
    turn(isDown: boolean, at: number): boolean {
      if (!isDown) {
        const wasDown = state === 'down'
        state = 'up'
        return wasDown
      }
      const isRepeat = at - pressedAt <= REPEAT_MS
      pressedAt = at
      // One that is held on was let go by those who asked to forget it; but its release may never have been seen.
      if (state === 'down' || (state === 'forgotten' && isRepeat)) return false
      state = 'down'
      return true
    },
    /** It counts as let go, wherever the finger is. */
    forget(): void {
      if (state === 'down') state = 'forgotten'
    },
  }
}
