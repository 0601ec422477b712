import { createHash } from 'node:crypto'
import { open, stat, statfs } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One read; larger ones are no faster. */
const CHUNK_BYTES = 2 ** 20
/** Files copied at once: small ones wait for their fsync, and a disk takes several together. */
const AT_ONCE = 4

export type Digest = { size: number; sha256: string }

/** The source could not be read: not a failure of the place that is copied to. */
export class SourceUnreadable extends Error {
  override name = 'SourceUnreadable'
  readonly isMissing: boolean
  constructor(path: string, cause: unknown) {
    super(`The file ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  }
}

/** Copies a file to a place where none is, and says what it copied; content on the disk once it resolves. */
export async function copyHashed(
  from: string,
  to: string,
  mode: number,
  onBytes: (bytes: number) => void,
): Promise<Digest> {
  const source = await openSource(from)
  try {
    const target = await open(to, 'wx', mode)
    try {
      const digest = await digestOf(from, source, async (chunk) => {
        for (let left = chunk; left.length > 0;) left = left.subarray((await target.write(left)).bytesWritten)
        onBytes(chunk.length)
      })
      await target.sync()
      return digest
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Size and SHA-256 of a file. Rejects with `SourceUnreadable`. */
export async function hashFile(path: string, onBytes: (bytes: number) => void): Promise<Digest> {
  const file = await openSource(path)
  try {
    return await digestOf(path, file, async (chunk) => onBytes(chunk.length))
  } finally {
    await file.close()
  }
}

async function openSource(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    throw new SourceUnreadable(path, error)
  }
}

async function digestOf(path: string, file: FileHandle, take: (chunk: Buffer) => Promise<void>): Promise<Digest> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let size = 0
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null).catch((error: unknown) => {
      throw new SourceUnreadable(path, error)
    })
    if (bytesRead === 0) return { size, sha256: hash.digest('hex') }
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    size += bytesRead
    await take(chunk)
  }
}

/** Runs a job for each item, a few at once; after a failure no new one begins. */
export async function forEach<T>(items: readonly T[], job: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  let failed = false
  const work = async () => {
    for (const item of rest) {
      if (failed) return
      try {
        await job(item)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  // All of them end before the first failure is told: nobody writes any more when the caller cleans up.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Free bytes where that folder is, or will be. */
export async function freeBytesAt(path: string): Promise<number> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await stat(at)
    } catch (error) {
      if (at !== dirname(at)) continue
      throw error
    }
    const { bavail, bsize } = await statfs(at)
    return bavail * bsize
  }
}

/** For the file system's own needs, and for what grows meanwhile. */
export const SPARE_BYTES = 16 * 2 ** 20
