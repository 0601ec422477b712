/** A square picture as PNG. */
export type Picture = { readonly size: number; readonly bytes: Buffer }

/**
 * Windows' ICO: a header, 16 bytes for each picture, then the PNGs as they are (understood since Windows Vista).
 * https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
 */
export function ico(pictures: readonly Picture[]): Buffer {
  const directory = Buffer.alloc(6 + 16 * pictures.length)
  directory.writeUInt16LE(1, 2)
  directory.writeUInt16LE(pictures.length, 4)
  let offset = directory.length
  for (const [index, { size, bytes }] of pictures.entries()) {
    const at = 6 + 16 * index
    // One byte each for width and height: 256 is written as 0.
    directory.writeUInt8(size % 256, at)
    directory.writeUInt8(size % 256, at + 1)
    directory.writeUInt16LE(1, at + 4)
    directory.writeUInt16LE(32, at + 6)
    directory.writeUInt32LE(bytes.length, at + 8)
    directory.writeUInt32LE(offset, at + 12)
    offset += bytes.length
  }
  return Buffer.concat([directory, ...pictures.map(({ bytes }) => bytes)])
}

/** Which four letters say which size in ICNS; a size that is also another's double for fine screens has two names. */
const ICNS_TYPES = {
  icp4: 16,
  icp5: 32,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
} as const

/** macOS' ICNS: PNGs, each under its four letters and its length (macOS 10.7 and later). */
export function icns(pictures: readonly Picture[]): Buffer {
  const chunk = (type: string, bytes: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(type, 'ascii')
    head.writeUInt32BE(bytes.length + 8, 4)
    return Buffer.concat([head, bytes])
  }
  const chunks = Object.entries(ICNS_TYPES).flatMap(([type, size]) =>
    pictures.filter((picture) => picture.size === size).map(({ bytes }) => chunk(type, bytes)),
  )
  return chunk('icns', Buffer.concat(chunks))
}
