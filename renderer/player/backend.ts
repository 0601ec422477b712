/**
 * One song, ready to be played by one of two means. Times are milliseconds of this device's monotonic clock at which
 * something is *heard*, as far as the device tells of its own delays; positions are seconds into the song.
 */
export type Backend = {
  readonly kind: 'buffer' | 'element'
  /** Seconds into the song at which its sound ends, whatever the room says; null where that is not known. */
  readonly end: number | null
  /** From `position` at `at`. Where that is too soon: a little later and so much further in. Takes the place of what sounded. */
  start(at: number, position: number): void
  /** Softly and at once. Nothing is lost: it can be started again. */
  stop(): void
  /** Around 1. Without effect before it sounds. */
  setRate(rate: number): void
  /** 0 to 1, reached within about so many milliseconds. */
  setLevel(level: number, withinMs: number): void
  /** What it began will not be heard any more: the device's output was replaced. */
  isLost(): boolean
  /** The position that is heard; null while nothing is. */
  heardAt(now: number): number | null
  close(): void
}

/** The browser wants a click; it cannot be played; its output is gone, and another of its kind is needed. */
export type BackendTrouble = 'blocked' | 'failed' | 'spent'
