import type { QueueItem } from './position.ts'

/** What a source may tell of an item while it fetches it. */
export type News = Partial<Pick<QueueItem, 'title' | 'artist' | 'duration' | 'status' | 'progress'>>

/** A song that lies ready. The paths are in the folder that the source was given. */
export type Fetched = {
  title: string
  artist: string | null
  /** Seconds; 0 when nobody knows. */
  duration: number
  audio: { path: string; type: string; etag: string }
  cover: { path: string; type: string; etag: string } | null
}

/** Several songs behind one address, to be fetched one by one. */
export type Entries = {
  entries: readonly Entry[]
  /** How many more there are than these. */
  leftOut: number
}
export type Entry = { url: string; title: string; /** Seconds; 0 when nobody knows. */ duration: number }

export type FetchTask = {
  /** What was typed. */
  url: string
  addedBy: string
  /** Where its files go, by this name; they live as long as the item. */
  folder: string
  name: string
  signal: AbortSignal
  tell(news: News): void
}

/** Where songs come from. `fetch` rejects with a SourceError for what a person should read. */
export type Source = {
  /** Is this one's business, by what was typed? */
  takes(url: string): boolean
  fetch(task: FetchTask): Promise<Fetched | Entries>
}

/** Why an item cannot be played: a sentence for people. */
export class SourceError extends Error {
  override name = 'SourceError'
}
/** One that no other way to the same song would change: it is too long, or nobody wants it any more. */
export class Unfit extends SourceError {
  override name = 'Unfit'
}
