import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Fetched, Unfit } from './source.ts'

export type ShelfDeps = {
  /** Exists once this resolves. */
  folder(): Promise<string>
  newId(): string
  /** Of all that lies here and was not in the room before, and of one song of these. */
  maxBytes: number
  maxSongBytes: number
}
/** A fetched song on the shelf: it lies there until it is released. */
export type Kept = { fetched: Fetched; release(): Promise<void> }
type File = Fetched['audio']
/** `put` resolves once the file lies at its path. */
type Entry = { readonly path: string; readonly bytes: number; users: number; readonly put: Promise<void> }

/** Where fetched songs and covers lie: the same content once, however many items have it, and all of it within bounds. */
export function createShelf(deps: ShelfDeps) {
  /** By their etag, which is the hash of what is in them. */
  const entries = new Map<string, Entry>()
  /** What is being fetched, by fetch. */
  const coming = new Map<object, number>()
  let keptBytes = 0

  const mebibytes = (bytes: number) => `${Math.floor(bytes / 2 ** 20)} MiB`
  const demandRoom = (bytes: number, except?: object): void => {
    let sum = keptBytes + bytes
    for (const [one, theirs] of coming) if (one !== except) sum += theirs
    if (sum <= deps.maxBytes) return
    throw new Unfit(
      `All songs of this room together have at most ${mebibytes(deps.maxBytes)}. Remove some, then try again.`,
    )
  }
  const demandSongSize = (bytes: number): void => {
    if (bytes <= deps.maxSongBytes) return
    throw new Unfit(`This is too large: a fetched song has at most ${mebibytes(deps.maxSongBytes)}.`)
  }

  const releaseFile = async (key: string, entry: Entry): Promise<void> => {
    if (--entry.users > 0) return
    entries.delete(key)
    keptBytes -= entry.bytes
    await entry.put.catch(() => undefined)
    await rm(entry.path, { force: true })
  }
  const keepFile = async (file: File, isOfRoom: boolean, except: object) => {
    const path = join(await deps.folder(), deps.newId())
    const { size, nlink } = await stat(file.path)
    // On a file system without links it is a copy.
    const isFree = isOfRoom && nlink > 1
    // From here to the entry nothing waits, so that of two that bring the same one finds the other's.
    const there = entries.get(file.etag)
    if (there === undefined && !isFree) demandRoom(size, except)
    const bytes = isFree ? 0 : size
    const entry = there ?? { path, bytes, users: 0, put: rename(file.path, path) }
    entry.users++
    if (there === undefined) {
      keptBytes += bytes
      entries.set(file.etag, entry)
    }
    const release = () => releaseFile(file.etag, entry)
    try {
      await entry.put
    } catch (error) {
      await release()
      throw error
    }
    return { file: { ...file, path: entry.path }, release }
  }

  return {
    /** How many bytes of songs and covers lie here that did not lie in the room before. */
    get bytes() {
      return keptBytes
    },
    /** Says as one fetch comes along how much it has brought; throws an Unfit when that is too much. */
    fetching() {
      const fetch = {}
      return {
        allow(bytes: number): void {
          demandSongSize(bytes)
          demandRoom(bytes, fetch)
          coming.set(fetch, bytes)
        },
        /**
         * Takes what was fetched; its files are moved, or are left for the caller to remove when the same lie here.
         * Throws an Unfit when it is too much. `isOfRoom`: the song lies in the room anyway, and costs nothing
         * as far as it is a link to that.
         */
        async keep(fetched: Fetched, isOfRoom: boolean): Promise<Kept> {
          if (!isOfRoom) demandSongSize((await stat(fetched.audio.path)).size)
          const audio = await keepFile(fetched.audio, isOfRoom, fetch)
          try {
            // A song without its cover is better than none.
            const cover = fetched.cover && (await keepFile(fetched.cover, false, fetch).catch(orNull))
            return {
              fetched: { ...fetched, audio: audio.file, cover: cover?.file ?? null },
              async release() {
                await audio.release()
                await cover?.release()
              },
            }
          } catch (error) {
            await audio.release()
            throw error
          }
        },
        end: () => void coming.delete(fetch),
      }
    },
  }
}
export type Shelf = ReturnType<typeof createShelf>

const orNull = (error: unknown): null => {
  if (error instanceof Unfit) return null
  throw error
}
