const TEXT = 1
const CLOSE = 8
const PING = 9

/**
 * Counts the frames of a server (RFC 6455 section 5.2; unmasked, never fragmented here) without looking at their
 * text: the generator must cost less than what it measures, with a thousand receivers on its one core.
 */
export class FrameReader {
  /** Text frames of at least this many bytes count; shorter ones (presence and the like) do not. */
  countFrom = 0
  /** Payload bytes of the last text frame that counted. */
  lastLength = 0
  readonly #onPing: (payload: Buffer) => void
  readonly #onClose: (code: number) => void
  #opcode = -1
  #length = -1
  #extended = 0
  #left = 0
  #control = Buffer.alloc(0)

  constructor(handlers: { onPing: (payload: Buffer) => void; onClose: (code: number) => void }) {
    this.#onPing = handlers.onPing
    this.#onClose = handlers.onClose
  }

  /** Takes the next bytes, from `at` to `end`; returns how many counted text frames ended in them. */
  read(chunk: Uint8Array, at: number, end: number): number {
    let counted = 0
    while (at < end) {
      if (this.#left > 0) {
        const take = Math.min(this.#left, end - at)
        if (this.#opcode >= CLOSE) this.#control = Buffer.concat([this.#control, chunk.subarray(at, at + take)])
        at += take
        this.#left -= take
        if (this.#left === 0) counted += this.#finish()
      } else {
        counted += this.#header(chunk[at] ?? 0)
        at += 1
      }
    }
    return counted
  }

  #header(byte: number): number {
    if (this.#opcode < 0) {
      this.#opcode = byte & 0x0f
      return 0
    }
    if (this.#length < 0) {
      const short = byte & 0x7f
      this.#extended = short === 126 ? 2 : short === 127 ? 8 : 0
      this.#length = this.#extended > 0 ? 0 : short
    } else {
      this.#length = this.#length * 256 + byte
      this.#extended -= 1
    }
    if (this.#extended > 0) return 0
    this.#left = this.#length
    return this.#left === 0 ? this.#finish() : 0
  }

  #finish(): number {
    const [opcode, length, control] = [this.#opcode, this.#length, this.#control]
    this.#opcode = this.#length = -1
    if (opcode === TEXT) {
      if (length < this.countFrom) return 0
      this.lastLength = length
      return 1
    }
    this.#control = Buffer.alloc(0)
    if (opcode === PING) this.#onPing(control)
    if (opcode === CLOSE) this.#onClose(control.length >= 2 ? control.readUInt16BE(0) : 1005)
    return 0
  }
}

/** A client's frame, masked as section 5.3 demands (any mask but zero, which `ws` would not bother to undo). */
export function clientFrame(payload: Buffer, opcode: 1 | 10 = TEXT): Buffer {
  const mask = [0x5a, 0x17, 0xc3, 0x81] as const
  const size = payload.length < 126 ? 0 : 2
  if (payload.length > 0xffff) throw new Error('the bench sends no frame beyond 64 KiB')
  const frame = Buffer.alloc(2 + size + 4 + payload.length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (size === 0 ? payload.length : 126)
  if (size === 2) frame.writeUInt16BE(payload.length, 2)
  frame.set(mask, 2 + size)
  for (let i = 0; i < payload.length; i += 1) frame[6 + size + i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0)
  return frame
}
