import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { forPeople } from './describe-song.ts'
import { SourceError } from './source.ts'

export type ReceiveDeps = {
  /** Throws when so many bytes more would fill the disk. */
  demandSpace(bytes: number): Promise<void>
  /** Monotonic milliseconds. */
  now(): number
  maxBytes: number
  /** Fewer than `slowBytes` in any `idleMs` are as good as none. */
  idleMs: number
  slowBytes: number
}
export type ReceiveTask = {
  body: Readable
  path: string
  /** How many bytes there will be, if somebody says so. */
  expected: number | null
  /** Judges the first bytes before more are taken: gives a type, or rejects with a SourceError. */
  judge(head: Buffer): Promise<string>
  /** Now and then: how much is there, from 0 to 1; only where that is known. */
  tell(progress: number): void
  /** Throws when so many bytes are more than one song or all songs may have (source.ts). */
  allow(bytes: number): void
  signal: AbortSignal
}

const HEAD_BYTES = 4_100
const TELL_EVERY_MS = 250
/** How much is written between two looks at the free space. */
const SPACE_CHECK_BYTES = 16 * 2 ** 20

/** Writes what comes into a file, for as long as it is what it should be. Rejects with a SourceError for people. */
export function createReceive(deps: ReceiveDeps) {
  const tooLarge = () =>
    new SourceError(`This is too large: songs from a link have at most ${Math.floor(deps.maxBytes / 2 ** 20)} MiB.`)

  return async (task: ReceiveTask): Promise<{ type: string; sha256: string }> => {
    const { body, path, expected, judge, tell, allow, signal } = task
    const slow = new AbortController()
    const hash = createHash('sha256')
    let type: string | null = null
    let [size, seen, toldAt, nextCheck] = [0, 0, deps.now(), SPACE_CHECK_BYTES]

    const watch = setInterval(() => {
      if (size - seen < deps.slowBytes) slow.abort()
      seen = size
    }, deps.idleMs)

    const note = async (chunk: Buffer): Promise<void> => {
      size += chunk.length
      if (size > deps.maxBytes) throw tooLarge()
      allow(size)
      hash.update(chunk)
      if (size >= nextCheck) {
        nextCheck = size + SPACE_CHECK_BYTES
        await forPeople(deps.demandSpace(0))
      }
      if (expected === null || deps.now() - toldAt < TELL_EVERY_MS) return
      toldAt = deps.now()
      tell(Math.min(1, size / expected))
    }

    const checked = async function* (source: AsyncIterable<Buffer>) {
      let head: Buffer = Buffer.alloc(0)
      for await (const chunk of source) {
        await note(chunk)
        if (type !== null) {
          yield chunk
          continue
        }
        head = Buffer.concat([head, chunk])
        if (head.length < HEAD_BYTES) continue
        type = await judge(head.subarray(0, HEAD_BYTES))
        yield head
      }
      if (type !== null) return
      type = await judge(head)
      yield head
    }

    try {
      if (expected !== null && expected > deps.maxBytes) throw tooLarge()
      allow(expected ?? 0)
      await forPeople(deps.demandSpace(expected ?? 0))
      const limit = AbortSignal.any([signal, slow.signal])
      await forPeople(pipeline(body, checked, createWriteStream(path, { mode: 0o600 }), { signal: limit }))
      return { type: type ?? (await judge(Buffer.alloc(0))), sha256: hash.digest('hex') }
    } catch (error) {
      // Also when it has not begun: whoever asked for a body takes it or ends it.
      body.on('error', () => undefined).destroy()
      if (slow.signal.aborted) throw new SourceError('This comes too slowly to be a song.', { cause: error })
      throw error
    } finally {
      clearInterval(watch)
    }
  }
}
