import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { mkdir, open, opendir, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { createBlobFile } from './blob-file.ts'
import { fsyncFolder } from './durable.ts'
import { createTextCheck } from './utf8.ts'

/** More than `maxBytes` came. */
export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge'
  readonly maxBytes: number
  constructor(maxBytes: number) {
    super(`The file is larger than ${maxBytes} bytes.`)
    this.maxBytes = maxBytes
  }
}

/** The disk is full, or would be too full. */
export class DiskFull extends Error {
  override name = 'DiskFull'
  constructor(options?: ErrorOptions) {
    super('There is no room for the file on the disk of this room.', options)
  }
}

export type ReceivedBlob = {
  size: number
  /** Hex. */
  sha256: string
  /** The first 4,100 bytes, for sniffing. */
  head: Buffer
  /** Valid UTF-8 without NUL from begin to end. */
  utf8: boolean
}

export type StoredBlob = { id: string; size: number; mtimeMs: number }

export type Blobs = {
  /**
   * Streams a file to the disk: content, name and folder are there for good before it resolves. Rejects with
   * `BlobTooLarge`, `DiskFull` or what the source or the file system says; then nothing is left of it, and the source
   * is destroyed. Chunks are written later, from where they lie: the source must not use their memory again. `expectedBytes`, when the size is known beforehand, makes it refuse at once.
   */
  receive(
    id: string,
    source: AsyncIterable<Buffer> | Readable,
    opts: { maxBytes: number; expectedBytes?: number },
  ): Promise<ReceivedBlob>
  /** Rejects with `DiskFull` when so many bytes more would leave too little. */
  demandSpace(bytes: number): Promise<void>
  /** Where it lies: `blobs/ab/<id>`. Throws for an id that is no UUID. */
  path(id: string): string
  /** Removes it, if it is there. */
  remove(id: string): Promise<void>
  list(): AsyncIterable<StoredBlob>
  /** Removes what broken-off uploads of earlier runs left, and says how many they were. */
  sweepTemp(): Promise<number>
}

const HEAD_BYTES = 4_100
/** How much is written between two looks at the free space. */
const SPACE_CHECK_BYTES = 64 * 2 ** 20
const ID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

/** The files of a room, by id, in `<dataDir>/blobs`; those on their way in `<dataDir>/tmp`. */
export function createBlobs(
  dataDir: string,
  deps: {
    /** Bytes that may still be written; asks the file system unless given. */
    freeBytes?: () => Promise<number>
    /** An upload that leaves less is refused. */
    minFreeBytes: number
  },
): Blobs {
  const root = join(dataDir, 'blobs')
  const temp = join(dataDir, 'tmp')
  const { minFreeBytes, freeBytes = () => freeBytesOf(dataDir) } = deps
  const underWay = new Set<string>()
  const folders = createFolders()

  const folderOf = (id: string) => {
    if (!ID.test(id)) throw new TypeError('The id of a blob is a UUID in lower case.')
    return join(root, id.slice(0, 2))
  }
  const demandSpace = async (wanted: number) => {
    if ((await freeBytes()) - wanted < minFreeBytes) throw new DiskFull()
  }

  const copy = async (file: FileHandle, source: AsyncIterable<Buffer>, maxBytes: number): Promise<ReceivedBlob> => {
    const sink = createBlobFile(file)
    const hash = createHash('sha256')
    const text = createTextCheck()
    const head = Buffer.alloc(HEAD_BYTES)
    let size = 0
    let nextCheck = SPACE_CHECK_BYTES
    try {
      for await (const chunk of source) {
        if (size + chunk.length > maxBytes) throw new BlobTooLarge(maxBytes)
        if (size < HEAD_BYTES) chunk.copy(head, size)
        hash.update(chunk)
        text.push(chunk)
        size += chunk.length
        await sink.push(chunk)
        if (size >= nextCheck) {
          nextCheck = size + SPACE_CHECK_BYTES
          await demandSpace(0)
        }
      }
      await sink.finish()
      await demandSpace(0)
    } catch (error) {
      await sink.abandon()
      throw error
    }
    return { size, sha256: hash.digest('hex'), head: head.subarray(0, Math.min(size, HEAD_BYTES)), utf8: text.end() }
  }

  const receive: Blobs['receive'] = async (id, source, { maxBytes, expectedBytes = 0 }) => {
    const folder = folderOf(id)
    const partial = join(temp, id)
    const final = join(folder, id)
    let lies = partial
    if (underWay.has(id)) throw new Error('This blob is being received already.')
    underWay.add(id)
    try {
      if (expectedBytes > maxBytes) throw new BlobTooLarge(maxBytes)
      await demandSpace(expectedBytes)
      await mkdir(temp, { recursive: true, mode: 0o700 })
      const file = await open(partial, 'w', 0o600)
      let received: ReceivedBlob
      try {
        received = await copy(file, source, maxBytes)
      } finally {
        await file.close()
      }
      await folders.ready(dataDir, root, folder)
      await rename(partial, final)
      lies = final
      await fsyncFolder(folder)
      return received
    } catch (error) {
      if ('destroy' in source) source.destroy()
      await rm(lies, { force: true })
      throw isDiskFull(error) ? new DiskFull({ cause: error }) : error
    } finally {
      underWay.delete(id)
    }
  }

  return {
    receive,
    demandSpace,
    path: (id) => join(folderOf(id), id),
    remove: async (id) => rm(join(folderOf(id), id), { force: true }),
    async *list() {
      for await (const shard of entriesOf(root)) {
        if (!shard.isDirectory()) continue
        for await (const entry of entriesOf(join(root, shard.name))) {
          if (!entry.isFile() || !ID.test(entry.name)) continue
          const found = await ifThere(stat(join(root, shard.name, entry.name)))
          if (found) yield { id: entry.name, size: found.size, mtimeMs: found.mtimeMs }
        }
      }
    },
    async sweepTemp() {
      const names = (await ifThere(readdir(temp))) ?? []
      const left = names.filter((name) => !underWay.has(name))
      for (const name of left) await rm(join(temp, name), { recursive: true, force: true })
      return left.length
    },
  }
}

/**
 * Makes folders, each below the one before, and fsyncs the parent of every one, once in a process: it may have been
 * made by a run that was killed before its own fsync.
 */
function createFolders() {
  const made = new Map<string, Promise<void>>()

  const make = async (parent: string, folder: string) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await fsyncFolder(parent)
  }
  return {
    async ready(parent: string, ...path: string[]): Promise<void> {
      let above = parent
      for (const folder of path) {
        const ready = made.get(folder) ?? make(above, folder)
        made.set(folder, ready)
        try {
          await ready
        } catch (error) {
          made.delete(folder)
          throw error
        }
        above = folder
      }
    },
  }
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const entries = await ifThere(opendir(folder))
  if (entries) yield* entries
}

/** Null instead of ENOENT: what was listed may be gone by now. */
async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function freeBytesOf(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

function isDiskFull(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
