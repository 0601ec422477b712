import { loadSharp } from './pixels.ts'

/** At most so many pixels wide and high. JPEG knows no transparency: what shines through is white. */
export type Small = { side: number; as: 'png' | 'jpeg' }
export type Shrink = ReturnType<typeof createShrink>

const JPEG_QUALITY = 85
const PATIENCE_SECS = 20

/**
 * Makes what makes a raster image small: as it is to be seen, with nothing else that its file says. Null for what the
 * library cannot read or what has more pixels than `maxPixels`. One at a time, whoever asks: an image of 20 MiB may be
 * 200 MiB once it is decoded.
 */
export function createShrink({ maxPixels }: { maxPixels: number }) {
  let last: Promise<unknown> = Promise.resolve()
  const shrink = async (image: string | Uint8Array, { side, as }: Small): Promise<Buffer | null> => {
    const sharp = await loadSharp()
    const small = sharp(image, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: PATIENCE_SECS })
      .rotate()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    const made = as === 'png' ? small.png() : small.flatten({ background: 'white' }).jpeg({ quality: JPEG_QUALITY })
    return await made.toBuffer().catch(() => null)
  }
  /** From a path or from bytes. */
  return (image: string | Uint8Array, wanted: Small): Promise<Buffer | null> => {
    const next = () => shrink(image, wanted)
    const mine = last.then(next, next)
    last = mine.catch(() => undefined)
    return mine
  }
}
