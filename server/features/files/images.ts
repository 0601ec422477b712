import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { wrongType } from '#protocol/errors.ts'
import { receiveFile } from '../../http/multipart.ts'
import type { Limits } from '../../options.ts'
import type { Blobs } from '../../storage/blobs.ts'
import { blobRefusal, fileName } from './service.ts'
import type { Shrink } from './shrink.ts'
import { isRaster, sniff } from './types.ts'

/** An image that is on the disk, before anything names it. */
export type StoredImage = { id: string; name: string; size: number; type: string; sha256: string }
const EMOJI_PIXELS = 64
const noImage = () => wrongType('This is no image that we know. Please take a PNG, JPEG, GIF, WebP or AVIF.')

/** Pictures of people and emojis. */
export function createImageService(deps: { blobs: Blobs; limits: Limits; shrink: Shrink; newId(): string }) {
  const { blobs, limits } = deps
  const receive = async (id: string, stream: Readable) => {
    try {
      return await blobs.receive(id, stream, { maxBytes: limits.image_bytes })
    } catch (error) {
      throw blobRefusal(error, limits.image_bytes)
    }
  }

  return {
    /** Stores the image of a multipart body as it is; judged by its bytes. */
    async receiveAvatar(http: IncomingMessage): Promise<{ image: StoredImage }> {
      const { result: image } = await receiveFile(
        http,
        { idleMs: limits.header_timeout_ms },
        async ({ stream, filename }) => {
          const id = deps.newId()
          const { size, sha256, head, utf8 } = await receive(id, stream)
          const name = fileName(filename)
          const type = await sniff({ head, utf8, name })
          if (isRaster(type)) return { id, name, size, sha256, type }
          await blobs.remove(id)
          throw noImage()
        },
      )
      return { image }
    },

    /** Stores the image of a multipart body as a PNG of at most 64×64; gives its text parts as well. */
    async receiveEmoji(http: IncomingMessage): Promise<{ image: StoredImage; fields: Map<string, string> }> {
      const { result: png, fields } = await receiveFile(
        http,
        { idleMs: limits.header_timeout_ms },
        async ({ stream }) => {
          // By way of the disk: what many people upload at once must not be in memory.
          const raw = deps.newId()
          const { head } = await receive(raw, stream)
          try {
            if (!isRaster(await sniff({ head, utf8: false, name: '' }))) throw noImage()
            const small = await deps.shrink(blobs.path(raw), { side: EMOJI_PIXELS, as: 'png' })
            if (small === null) throw noImage()
            return small
          } finally {
            await blobs.remove(raw)
          }
        },
      )
      const id = deps.newId()
      const { size, sha256 } = await receive(id, Readable.from([png]))
      return { image: { id, name: 'emoji.png', size, type: 'image/png', sha256 }, fields }
    },

    /** Runs the write that names an image; when that fails, the image goes too. */
    async storing<T>(image: StoredImage, write: () => Promise<T>): Promise<T> {
      try {
        return await write()
      } catch (error) {
        await blobs.remove(image.id)
        throw error
      }
    },
  }
}
export type ImageService = ReturnType<typeof createImageService>
