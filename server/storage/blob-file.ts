import type { FileHandle } from 'node:fs/promises'

const MiB = 2 ** 20
/** One write; larger ones are no faster. */
const WRITE_BYTES = 1 * MiB
/** One write has at most so many pieces: Linux's IOV_MAX. */
const WRITE_PIECES = 1_024
/** Writes of one upload that are under way or wait for it. */
const WRITES_IN_FLIGHT = 3
/** What is written is sent to the disk this often, so that the last fsync has little left to do. */
const FLUSH_BYTES = 32 * MiB

export type BlobFile = {
  /**
   * Takes the bytes, which nobody may change any more; resolves at once, or, when the disk is behind, as soon as there
   * is room again.
   */
  push(chunk: Buffer): Promise<void>
  /** Writes what is left; everything is on the disk once it resolves. */
  finish(): Promise<void>
  /** Gives up; resolves when nothing uses the file any more. */
  abandon(): Promise<void>
}

/**
 * Writes a file front to back, gathered into large writes, one under way at a time while the next is gathered, with an
 * fdatasync in the background every 32 MiB. Chunks are written from where they lie: measured, that takes less memory
 * and time than copying them into buffers of our own.
 */
export function createBlobFile(file: FileHandle): BlobFile {
  let gathered: Buffer[] = []
  let gatheredBytes = 0
  let position = 0
  let unflushed = 0
  /** Writes that are not done, oldest first. */
  const writes: Array<Promise<void>> = []
  let flushing: Promise<void> | null = null
  /** A failed fdatasync counts although the next may succeed: Linux reports a lost write once only. */
  let failure: { error: unknown } | null = null

  const fail = (error: unknown) => {
    failure ??= { error }
  }
  const check = () => {
    if (failure) throw failure.error
  }

  const flush = async () => {
    unflushed = 0
    try {
      await file.datasync()
    } catch (error) {
      fail(error)
    }
    flushing = null
  }

  const write = async (pieces: Buffer[], previous: Promise<void> | undefined) => {
    await previous
    try {
      for (let left = pieces; left.length > 0 && !failure;) {
        const { bytesWritten } = await file.writev(left, position)
        position += bytesWritten
        unflushed += bytesWritten
        left = without(left, bytesWritten)
      }
    } catch (error) {
      fail(error)
    }
    void writes.shift()
    if (unflushed >= FLUSH_BYTES && !flushing && !failure) flushing = flush()
  }

  const enqueue = () => {
    writes.push(write(gathered, writes.at(-1)))
    gathered = []
    gatheredBytes = 0
  }

  const settle = async () => {
    await writes.at(-1)
    await flushing
  }

  return {
    async push(chunk) {
      check()
      if (chunk.length === 0) return
      gathered.push(chunk)
      gatheredBytes += chunk.length
      if (gatheredBytes >= WRITE_BYTES || gathered.length >= WRITE_PIECES) enqueue()
      while (writes.length >= WRITES_IN_FLIGHT) await writes[0]
    },
    async finish() {
      if (gathered.length > 0) enqueue()
      await settle()
      check()
      await file.sync()
    },
    async abandon() {
      fail(new Error('The upload was given up.'))
      await settle()
    },
  }
}

/** What is left when a write was cut short, as it is on a disk that fills up. */
function without(pieces: Buffer[], written: number): Buffer[] {
  let left = written
  for (const [index, piece] of pieces.entries()) {
    if (left < piece.length) return [piece.subarray(left), ...pieces.slice(index + 1)]
    left -= piece.length
  }
  return []
}
