import type { IncomingMessage } from 'node:http'
import { diskFull, quotaReached, tooLarge, unauthorized, unknown } from '#protocol/errors.ts'
import type { Bytes, Caller } from '../../http/operation.ts'
import { receiveFile } from '../../http/multipart.ts'
import type { Limits } from '../../options.ts'
import { BlobTooLarge, type Blobs, DiskFull } from '../../storage/blobs.ts'
import type { Writer } from '../../storage/writer/client.ts'
import type { PixelReader } from './pixels.ts'
import type { FileRow, FileStore } from './store.ts'
import { isInline, isRaster, servedType, sniff } from './types.ts'
import { type FileUrls, ROOM_SCOPE, channelScope } from './urls.ts'

type Signature = { exp?: string | undefined; sig?: string | undefined }
export type FileDeps = {
  writer: Writer
  store: FileStore
  blobs: Blobs
  urls: FileUrls
  limits: Limits
  privateFiles: boolean
  pixelsOf: PixelReader
  rights: { canRead(channelId: string, userId: string): boolean; keyVersion(channelId: string): number }
  newId(): string
}

const uploadTooLarge = (bytes: number) =>
  tooLarge('file_too_large', `A file may have at most ${Math.floor(bytes / 2 ** 20)} MiB here.`)
/** What the disk says, as the person who uploads is told it. */
export const blobRefusal = (error: unknown, maxBytes: number): unknown => {
  if (error instanceof BlobTooLarge) return uploadTooLarge(maxBytes)
  if (error instanceof DiskFull) return diskFull()
  return error
}

/** Uploads, and who may fetch them. */
export function createFileService(deps: FileDeps) {
  const { writer, store, blobs, urls, limits } = deps
  const receive = async (caller: Caller, http: IncomingMessage): Promise<{ file_id: string }> => {
    if ((await store.unattachedBytes(caller.userId)) >= limits.unattached_bytes_per_user)
      throw quotaReached(limits.unattached_bytes_per_user)
    // The frame around the file is small; a longer body cannot hold a file that is small enough.
    const declared = Number(http.headers['content-length'] ?? 0)
    if (declared > limits.upload_bytes + 64 * 1024) throw uploadTooLarge(limits.upload_bytes)
    const id = deps.newId()
    const { result } = await receiveFile(http, { idleMs: limits.header_timeout_ms }, async ({ stream, filename }) => {
      const name = fileName(filename)
      try {
        const { size, sha256, head, utf8 } = await blobs.receive(id, stream, {
          maxBytes: limits.upload_bytes,
          expectedBytes: Math.min(declared, limits.upload_bytes),
        })
        const type = await sniff({ head, utf8, name })
        const pixels = isRaster(type) ? await deps.pixelsOf({ path: blobs.path(id), size }) : null
        return { id, name, size, sha256, type, width: pixels?.width ?? null, height: pixels?.height ?? null }
      } catch (error) {
        throw blobRefusal(error, limits.upload_bytes)
      }
    })
    try {
      await writer.runBy(caller, 'files.add', {
        ...result,
        userId: caller.userId,
        maxUnattachedBytes: limits.unattached_bytes_per_user,
      })
    } catch (error) {
      await blobs.remove(id)
      throw error
    }
    return { file_id: id }
  }

  /** In `--private-files` mode: by signature, or as a reader of a message that it hangs on. */
  const mayFetch = async (file: FileRow, channels: readonly string[], signature: Signature, caller: Caller | null) => {
    if (channels.some((id) => urls.isValid(file.id, channelScope(id, deps.rights.keyVersion(id)), signature)))
      return true
    if (caller && channels.some((id) => deps.rights.canRead(id, caller.userId))) return true
    if (caller && file.attached === 0 && file.user_id === caller.userId) return true
    const forAll = (await store.isAvatar(file.id)) || (await store.isEmoji(file.id))
    return forAll && (caller !== null || urls.isValid(file.id, ROOM_SCOPE, signature))
  }

  return {
    upload: receive,

    async get(id: string, signature: Signature, caller: Caller | null): Promise<Bytes> {
      const file = await store.byId(id)
      const channels = file ? await store.channelsOf(id) : []
      const isThere =
        file !== undefined &&
        (file.attached === 0 || channels.length > 0 || (await store.isAvatar(id)) || (await store.isEmoji(id)))
      const allowed = isThere && (!deps.privateFiles || (await mayFetch(file, channels, signature, caller)))
      if (!allowed) throw deps.privateFiles && !caller ? unauthorized() : unknown('file')
      return {
        path: blobs.path(id),
        type: servedType(file.type),
        etag: file.sha256,
        name: file.name,
        inline: isInline(file.type),
      }
    },
  }
}
export type FileService = ReturnType<typeof createFileService>

const NAME_CHARS = 255
/** A file's name without folders, controls and bidi marks; never empty. */
export function fileName(raw: string): string {
  const last = raw.split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim()
  const name = [...clean].slice(-NAME_CHARS).join('')
  return name === '' || name === '.' || name === '..' ? 'file' : name
}
