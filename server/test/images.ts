import { randomBytes } from 'node:crypto'
import sharp from 'sharp'

/** A small picture, made here so that no fixture lies about. */
export async function picture(
  width = 8,
  height = 8,
  format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png',
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = sharp({ create: { width, height, channels: 3, background: { r: 200, g: 80, b: 40 } } })
  return new Uint8Array(await canvas.toFormat(format).toBuffer())
}

/** Format and size, as an image library sees them. */
export async function measure(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ format: string; width: number; height: number }> {
  const { format, width, height } = await sharp(bytes).metadata()
  return { format, width, height }
}

/** A picture that no format makes small: about three bytes for each of its pixels. */
export async function noise(side: number): Promise<Uint8Array<ArrayBuffer>> {
  const raw = { width: side, height: side, channels: 3 } as const
  return new Uint8Array(
    await sharp(randomBytes(side * side * 3), { raw })
      .png()
      .toBuffer(),
  )
}
