import type { default as Sharp } from 'sharp'

/** In pixels, as it is shown: a picture that lies on its side is turned. */
export type PixelSize = { width: number; height: number }

/** A header is read in a few milliseconds; whatever takes longer is not worth that somebody waits for their upload. */
const MEASURE_MS = 1_000
/** The frames of a GIF are counted to its end: nobody shows a larger one in place. */
const MEASURE_BYTES = 64 * 2 ** 20

/** The image library, on first use. It would keep files open that it has read, also those that are deleted since. */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  return sharp
}

/**
 * Makes what tells the size of a raster image from its header, nothing decoded. Null for what is broken, unknown to the
 * library (BMP, icons), or takes too long: never a reason to refuse a file.
 */
export function createPixelReader(deps: { onBug(what: string, error: unknown): void }) {
  return async (file: { path: string; size: number }): Promise<PixelSize | null> => {
    if (file.size > MEASURE_BYTES) return null
    let sharp: typeof Sharp
    try {
      sharp = await loadSharp()
    } catch (error) {
      deps.onBug('loading the image library', error)
      return null
    }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), MEASURE_MS)
    })
    const header = sharp(file.path, { failOn: 'none' })
      .metadata()
      .then(({ autoOrient: { width, height } }) => (width > 0 && height > 0 ? { width, height } : null))
      // Whoever sent it gets it back as it is, without a size.
      .catch(() => null)
    return Promise.race([header, late]).finally(() => clearTimeout(timer))
  }
}
export type PixelReader = ReturnType<typeof createPixelReader>
