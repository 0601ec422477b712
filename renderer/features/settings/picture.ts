/** A picture from a file, ready to be shown: `url` is a `blob:` address, for its owner to revoke. */
export type Picture = { url: string; image: HTMLImageElement; mayMove: boolean }
/** A part of a picture in its own pixels. */
export type Part = { x: number; y: number; width: number; height: number }

/** Pixels along each side of a picture as it is kept. */
const SIDE = 512
/** Little is to be seen of the loss at this size. */
const QUALITY = 0.9

/** Rejects when the file is no picture that this browser can show. */
export async function readPicture(file: File): Promise<Picture> {
  const url = URL.createObjectURL(file)
  const image = new Image()
  image.src = url
  try {
    await image.decode()
  } catch (error) {
    URL.revokeObjectURL(url)
    throw error
  }
  return { url, image, mayMove: /^image\/(?:gif|apng)$/.test(file.type) }
}

/** The part as a square picture: WebP, or PNG where the browser writes no WebP. */
export async function cutOut({ image }: Picture, part: Part): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = SIDE
  canvas.height = SIDE
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser cannot draw pictures.')
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, SIDE, SIDE)
  const { promise, resolve } = Promise.withResolvers<Blob | null>()
  canvas.toBlob(resolve, 'image/webp', QUALITY)
  const blob = await promise
  if (!blob) throw new Error('This browser cannot draw pictures.')
  return blob
}
