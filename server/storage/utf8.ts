import { isUtf8 } from 'node:buffer'

export type TextCheck = {
  push(chunk: Buffer): void
  /** Whether all that was pushed is whole, valid UTF-8 without NUL. Nothing at all is. */
  end(): boolean
}

/** Whether a stream is text, whatever its chunks cut through. Looks at nothing more once it is not. */
export function createTextCheck(): TextCheck {
  let valid = true
  /** The begin of a character that a chunk's end cut off: at most 3 bytes. */
  let rest = Buffer.alloc(0)

  return {
    push(chunk) {
      if (!valid || chunk.length === 0) return
      let body = chunk
      if (rest.length > 0) {
        const missing = lengthOf(rest[0] ?? 0) - rest.length
        const character = Buffer.concat([rest, chunk.subarray(0, missing)])
        if (chunk.length < missing) {
          rest = character
          return
        }
        valid = isUtf8(character)
        body = chunk.subarray(missing)
      }
      const cut = body.length - unfinished(body)
      rest = Buffer.from(body.subarray(cut))
      valid &&= !body.includes(0) && isUtf8(body.subarray(0, cut))
    },
    end: () => valid && rest.length === 0,
  }
}

/** The bytes of a character, by its first one. */
function lengthOf(lead: number): number {
  if (lead < 0xc0) return 1
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

/** How many bytes at the end belong to a character that is not whole. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    const continues = (byte & 0xc0) === 0x80
    if (!continues) return lengthOf(byte) > back ? back : 0
  }
  return 0
}
