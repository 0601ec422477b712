import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import process from 'node:process'
import { AbstractTokenizer, EndOfStreamError, type IRandomAccessTokenizer, type IReadChunkOptions } from 'strtok3'

/** A parser reads a few bytes at a time, and of a song without an index each frame: not each is a read of its own. */
const AHEAD_BYTES = 256 * 1024
/** One tag, picture or table: what claims to be larger is none that anybody wants to wait for. */
const PIECE_BYTES = 24 * 2 ** 20
/** What the parser may hold of the file, which no limit of a thread's heap knows of. */
const HELD_BYTES = 96 * 2 ** 20
/** An ID3v2 tag's head, and its foot where it has one. */
const TAG_HEAD_BYTES = 10
const HAS_FOOTER = 0x10
/** How much is read between two looks at that. */
const LOOK_BYTES = 4 * 2 ** 20

/**
 * A song for the parser of tags: read in few pieces, none of them too large, and not too much of it held at a time. It
 * waits for the disk, so it is for a thread of its own; and when that is ended, Node closes its plain descriptors.
 */
export class SongFile extends AbstractTokenizer implements IRandomAccessTokenizer {
  readonly fileInfo: { size: number }
  readonly #file: number
  readonly #ahead = new Uint8Array(AHEAD_BYTES)
  #aheadFrom = 0
  #aheadBytes = 0
  #unlooked = 0

  readonly #from: number

  /** Its bytes from there on. */
  constructor(path: string, from = 0) {
    super({ maxBufferSize: PIECE_BYTES, onClose: async () => closeSync(this.#file) })
    this.#file = openSync(path, 'r')
    this.#from = from
    this.fileInfo = { size: fstatSync(this.#file).size - from }
  }

  async readBuffer(into: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position } = this.normalizeOptions(into, options)
    const bytes = await this.peekBuffer(into, options)
    this.position = position + bytes
    return bytes
  }
  async peekBuffer(into: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { length, position, mayBeLess } = this.normalizeOptions(into, options)
    this.#demand(length)
    const bytes = this.#fill(into.subarray(0, length), position)
    if (bytes < length && !mayBeLess) throw new EndOfStreamError()
    return bytes
  }
  setPosition(position: number): void {
    this.validateLength(position, 'position')
    this.position = position
  }
  supportsRandomAccess(): boolean {
    return true
  }
  /** Where the sound begins behind the ID3v2 tags (section 3.1 of its 2.4.0), whatever is in them; 0 without any. */
  async behindTags(): Promise<number> {
    const head = new Uint8Array(TAG_HEAD_BYTES)
    let at = 0
    for (;;) {
      const bytes = await this.peekBuffer(head, { position: at, mayBeLess: true })
      const [i, d, three, , , flags = 0, a = 0, b = 0, c = 0, e = 0] = head
      if (bytes < head.length || i !== 0x49 || d !== 0x44 || three !== 0x33) return at
      const size = ((a & 127) << 21) | ((b & 127) << 14) | ((c & 127) << 7) | (e & 127)
      at += TAG_HEAD_BYTES + size + (flags & HAS_FOOTER ? TAG_HEAD_BYTES : 0)
    }
  }

  /** Buffers of the parser's own are not looked at by the library. Until it is filled, one takes no memory. */
  #demand(bytes: number): void {
    this.validateBufferSize(bytes)
    this.#unlooked += bytes
    if (this.#unlooked < LOOK_BYTES) return
    this.#unlooked = 0
    if (process.memoryUsage().arrayBuffers + bytes > HELD_BYTES)
      throw new RangeError('This holds too much of the file.')
  }

  #fill(into: Uint8Array, position: number): number {
    if (into.length > AHEAD_BYTES) return this.#read(into, position)
    if (position < this.#aheadFrom || position + into.length > this.#aheadFrom + this.#aheadBytes) {
      this.#aheadBytes = 0
      this.#aheadBytes = this.#read(this.#ahead, position)
      this.#aheadFrom = position
    }
    const from = position - this.#aheadFrom
    const found = this.#ahead.subarray(from, Math.min(from + into.length, this.#aheadBytes))
    into.set(found)
    return found.length
  }
  /** Gives fewer bytes at the end of the file only. */
  #read(into: Uint8Array, position: number): number {
    let bytes = 0
    while (bytes < into.length) {
      const bytesRead = readSync(this.#file, into, bytes, into.length - bytes, this.#from + position + bytes)
      if (bytesRead === 0) break
      bytes += bytesRead
    }
    return bytes
  }
}
