import { loadSharp } from './pixels.ts'

/** At most so many pixels wide and high. JPEG knows no transparency: what shines through is white. */
export type Small = { side: number; as: 'png' | 'jpeg' }
export type ShrinkOptions = {
  maxPixels: number
  /** Also what is broken in its middle is a picture, as far as it goes. */
  takesBroken: boolean
  /** Whoever else waits for their turn waits no longer for one image; Infinity: as long as it takes. */
  patienceSecs: number
}
export type Shrink = ReturnType<typeof createShrink>

const JPEG_QUALITY = 85

/**
 * Makes what makes a raster image small: as it is to be seen, with nothing else that its file says. Null for what the
 * library cannot read, what has too many pixels or takes too long. One at a time: an image of 20 MiB may be 200 MiB once
 * it is decoded.
 */
export function createShrink({ maxPixels, takesBroken, patienceSecs }: ShrinkOptions) {
  let last: Promise<unknown> = Promise.resolve()
  const shrink = async (image: string | Uint8Array, { side, as }: Small): Promise<Buffer | null> => {
    const sharp = await loadSharp()
    const small = sharp(image, { limitInputPixels: maxPixels, failOn: takesBroken ? 'none' : 'error' })
      .rotate()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    if (patienceSecs < Infinity) small.timeout({ seconds: patienceSecs })
    const made = as === 'png' ? small.png() : small.flatten({ background: 'white' }).jpeg({ quality: JPEG_QUALITY })
    return await made.toBuffer().catch(() => null)
  }
  /** From a path or from bytes; null as well once nobody waits for it any more. */
  return (image: string | Uint8Array, wanted: Small, signal?: AbortSignal): Promise<Buffer | null> => {
    const next = async () => (signal?.aborted === true ? null : await shrink(image, wanted))
    const mine = last.then(next, next)
    last = mine.catch(() => undefined)
    return mine
  }
}
