import { Song, type SongDeps, decodedBytes } from './song.ts'

export type SongsDeps = Omit<SongDeps, 'itemId' | 'duration' | 'url' | 'onChange' | 'onBlocked'> & {
  /** A path of the room -> where to ask for it now. */
  urlOf(path: string): string
  onChange(): void
  onBlocked(itemId: string): void
}
export type Wanted = { itemId: string; path: string; duration: number }

/** So much may be decoded at once while the next song could still wait. */
const EARLY_BYTES = 200e6
/** So long before the end the next song is got ready, whatever it takes. */
const READY_SECS = 30

/** Whether the next song is got ready now: `left` seconds of the current one remain (null: nobody knows). */
export function isNextDue(current: { duration: number }, next: { duration: number }, left: number | null): boolean {
  const together = decodedBytes(current.duration) + decodedBytes(next.duration)
  return together <= EARLY_BYTES || (left !== null && left <= READY_SECS)
}

/** The songs on this device: those that are wanted, and no others. */
export class Songs {
  readonly #deps: SongsDeps
  readonly #songs = new Map<string, Song>()
  /** A signed address is renewed while a song is fetched. */
  readonly #paths = new Map<string, string>()

  constructor(deps: SongsDeps) {
    this.#deps = deps
  }
  get(itemId: string): Song | null {
    return this.#songs.get(itemId) ?? null
  }
  /** Begins to get what is new, and forgets all else. */
  want(wanted: readonly Wanted[]): void {
    for (const [itemId, song] of this.#songs) {
      if (wanted.some((one) => one.itemId === itemId)) continue
      song.close()
      this.#songs.delete(itemId)
      this.#paths.delete(itemId)
    }
    for (const { itemId, path, duration } of wanted) {
      const known = this.#songs.get(itemId)
      const isMoved = this.#paths.get(itemId) !== path
      this.#paths.set(itemId, path)
      // Its address may have been too old.
      if (known?.state === 'failed' && isMoved) known.close()
      else if (known) continue
      const song = new Song({
        ...this.#deps,
        itemId,
        duration,
        url: () => this.#deps.urlOf(this.#paths.get(itemId) ?? path),
        onBlocked: () => this.#deps.onBlocked(itemId),
      })
      this.#songs.set(itemId, song)
    }
  }
  close(): void {
    this.want([])
  }
}
