import type { QueueItem } from './position.ts'

/** What a source may tell of an item while it fetches it. */
export type News = Partial<Pick<QueueItem, 'title' | 'artist' | 'duration' | 'status' | 'progress'>>

/**
 * A song that lies ready. The paths are in the folder that the source was given; an etag is the SHA-256 of the bytes, in
 * hex: files with the same one are taken to be the same.
 */
export type Fetched = {
  title: string
  artist: string | null
  /** Seconds; 0 when nobody knows. */
  duration: number
  audio: { path: string; type: string; etag: string }
  cover: { path: string; type: string; etag: string } | null
}

export type FetchTask = {
  /** What was typed. */
  url: string
  addedBy: string
  /** Where its files go: all of them under names that begin with this one. Those of a song are moved, others removed. */
  folder: string
  name: string
  signal: AbortSignal
  tell(news: News): void
  /**
   * To be asked while bytes come from elsewhere, with how many there are by now: throws a SourceError when they are more
   * than one song or all songs together may have. What is not asked is seen when everything is there.
   */
  allow(bytes: number): void
}

/** Where songs come from. `fetch` rejects with a SourceError for what a person should read. */
export type Source = {
  /** Is this one's business, by what was typed? */
  takes(url: string): boolean
  /** What it gives lies in the room already: who may have it is asked for each person, and it costs no space. */
  readonly isOfRoom?: boolean
  fetch(task: FetchTask): Promise<Fetched>
}

/** Why an item cannot be played: a sentence for people. */
export class SourceError extends Error {
  override name = 'SourceError'
}
