import { type FileHandle, open } from 'node:fs/promises'
import process from 'node:process'
import { AbstractTokenizer, EndOfStreamError, type IRandomAccessTokenizer, type IReadChunkOptions } from 'strtok3'

/** A parser reads a few bytes at a time, and of a song without an index each frame: not each is a read of its own. */
const AHEAD_BYTES = 256 * 1024
/** One tag, picture or table: what claims to be larger is none that anybody wants to wait for. */
const PIECE_BYTES = 24 * 2 ** 20
/** What the parser may hold of the file, which no limit of a thread's heap knows of. */
const HELD_BYTES = 96 * 2 ** 20
/** How much is read between two looks at that. */
const LOOK_BYTES = 4 * 2 ** 20

/** A song for the parser of tags: read in few pieces, none of them too large, and not too much of it held at a time. */
export class SongFile extends AbstractTokenizer implements IRandomAccessTokenizer {
  readonly fileInfo: { size: number }
  readonly #file: FileHandle
  readonly #ahead = new Uint8Array(AHEAD_BYTES)
  #aheadFrom = 0
  #aheadBytes = 0
  #unlooked = 0

  private constructor(file: FileHandle, size: number) {
    super({ maxBufferSize: PIECE_BYTES })
    this.#file = file
    this.fileInfo = { size }
  }
  static async open(path: string): Promise<SongFile> {
    const file = await open(path)
    return new SongFile(file, (await file.stat()).size)
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
    const bytes = await this.#fill(into.subarray(0, length), position)
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
  override async close(): Promise<void> {
    await super.close()
    await this.#file.close()
  }

  /** Buffers of the parser's own are not looked at by the library. Until it is filled, one takes no memory. */
  #demand(bytes: number): void {
    this.validateBufferSize(bytes)
    this.#unlooked += bytes
    if (this.#unlooked < LOOK_BYTES) return
    this.#unlooked = 0
    if (process.memoryUsage().arrayBuffers + bytes > HELD_BYTES) throw new RangeError('This holds too much of the file.')
  }

  async #fill(into: Uint8Array, position: number): Promise<number> {
    if (into.length > AHEAD_BYTES) return this.#read(into, position)
    if (position < this.#aheadFrom || position + into.length > this.#aheadFrom + this.#aheadBytes) {
      this.#aheadBytes = 0
      this.#aheadBytes = await this.#read(this.#ahead, position)
      this.#aheadFrom = position
    }
    const from = position - this.#aheadFrom
    const found = this.#ahead.subarray(from, Math.min(from + into.length, this.#aheadBytes))
    into.set(found)
    return found.length
  }
  /** Gives fewer bytes at the end of the file only. */
  async #read(into: Uint8Array, position: number): Promise<number> {
    let bytes = 0
    while (bytes < into.length) {
      const { bytesRead } = await this.#file.read(into, bytes, into.length - bytes, position + bytes)
      if (bytesRead === 0) break
      bytes += bytesRead
    }
    return bytes
  }
}
