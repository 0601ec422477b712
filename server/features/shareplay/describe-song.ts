import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { DiskFull } from '../../storage/blobs.ts'
import type { Shrink } from '../files/shrink.ts'
import { readMetadata } from './metadata.ts'
import { type Fetched, SourceError } from './source.ts'

/** Which the image library reads, and which are no programs for it. */
const COVER_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])
/** As large as it is shown anywhere, and what a system's own player asks for. */
const COVER = { side: 512, as: 'jpeg' } as const
const TITLE_CHARS = 300
/** A tag may have megabytes: what is cleaned is no more than this. */
const RAW_CHARS = 2_000

export type DescribeSongDeps = {
  /** The type of these first bytes. */
  sniff(file: { head: Buffer; utf8: boolean; name: string }): Promise<string>
  shrink: Shrink
  onBug(what: string, error: unknown): void
  /** Throws when so many bytes more would fill the disk. */
  demandSpace(bytes: number): Promise<void>
}
export type SongFile = {
  path: string
  /** By its bytes. */
  type: string
  etag: string
  /** When it does not say itself; the first that is anything. */
  titles: readonly string[]
  maxSecs: number
  /** A picture for when it brings none itself. */
  cover?: Buffer | null
}
export type DescribeSong = ReturnType<typeof createDescribeSong>

/** Makes a song of a file that lies ready: what it says of itself, and its cover beside it. */
export function createDescribeSong(deps: DescribeSongDeps) {
  /**
   * Only what is a picture by its bytes; its tag may say anything. Everybody loads one for each song of the queue: they
   * are small, whatever the song brings. A song without its cover is better than none.
   */
  const storeCover = async (path: string, bytes: Buffer, signal: AbortSignal): Promise<Fetched['cover']> => {
    if (!COVER_TYPES.has(await deps.sniff({ head: bytes.subarray(0, 4_100), utf8: false, name: 'cover' }))) return null
    const small = await deps.shrink(bytes, COVER, signal).catch((error: unknown) => {
      deps.onBug('making a cover small', error)
      return null
    })
    if (small === null) return null
    await forPeople(deps.demandSpace(small.length))
    await writeFile(path, small, { mode: 0o600 })
    return { path, type: 'image/jpeg', etag: createHash('sha256').update(small).digest('hex') }
  }

  return async (file: SongFile, signal: AbortSignal): Promise<Fetched> => {
    const { path, type, etag, titles, maxSecs } = file
    if (!isSound(type)) throw new SourceError('This file is no music.')
    const metadata = await readMetadata(path, signal)
    if (metadata === null || !metadata.hasAudio) {
      throw new SourceError('This file cannot be played: it is damaged, or no music.')
    }
    const duration = metadata.duration ?? 0
    if (!Number.isFinite(duration) || duration < 0) throw new SourceError('This file does not say how long it is.')
    if (duration > maxSecs) {
      throw new SourceError(`This is too long: songs here have at most ${Math.floor(maxSecs / 60)} minutes.`)
    }
    const cover = metadata.cover === null ? (file.cover ?? null) : Buffer.from(metadata.cover)
    return {
      title: [metadata.title, ...titles].map(line).find((title) => title !== null) ?? '',
      artist: line(metadata.artist),
      duration,
      audio: { path, type, etag },
      cover: cover === null ? null : await storeCover(`${path}.cover`, cover, signal),
    }
  }
}

/** May a file of this type hold music? */
export const isSound = (type: string): boolean => /^(?:audio|video)\//.test(type) || type === 'application/ogg'

/** A full disk as a sentence for people. */
export async function forPeople<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const isFull = error instanceof DiskFull || code === 'ENOSPC' || code === 'EDQUOT'
    throw isFull ? new SourceError('The disk of this room is full.', { cause: error }) : error
  }
}

/** One line of a tag: nothing in it that a reader would not see; null when nothing is left. */
export function line(text: string | null): string | null {
  const clean = (text ?? '')
    .slice(0, RAW_CHARS)
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
  return clean === '' ? null : [...clean].slice(0, TITLE_CHARS).join('')
}
