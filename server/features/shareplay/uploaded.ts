import { createHash } from 'node:crypto'
import { copyFile, link, writeFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { DiskFull } from '../../storage/blobs.ts'
import type { FileRow, FileStore } from '../files/store.ts'
import { readMetadata } from './metadata.ts'
import { type Fetched, type Source, SourceError } from './source.ts'

const FORM = /^file:([0-9a-f-]{36})$/
const COVER_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])
const TITLE_CHARS = 300

export type UploadedDeps = {
  files: Pick<FileStore, 'byId' | 'channelsOf'>
  canRead(channelId: string, userId: string): boolean
  pathOf(fileId: string): string
  /** The type of these first bytes. */
  sniff(file: { head: Buffer; utf8: boolean; name: string }): Promise<string>
  /** Throws when so many bytes more would fill the disk. */
  demandSpace(bytes: number): Promise<void>
  maxSecs: number
}

/** Songs that somebody uploaded: their own, or those on a message that they may read. */
export function createUploadedSource(deps: UploadedDeps): Source {
  /** Of a file that somebody may not see is said what is said of one that does not exist. */
  const find = async (id: string, userId: string): Promise<FileRow> => {
    const file = await deps.files.byId(id)
    const channels = file ? await deps.files.channelsOf(id) : []
    const isMine = file?.user_id === userId && (file.attached === 0 || channels.length > 0)
    if (!file || !(isMine || channels.some((channelId) => deps.canRead(channelId, userId)))) {
      throw new SourceError('There is no such file any more.')
    }
    return file
  }

  const demandSpace = (bytes: number) =>
    deps.demandSpace(bytes).catch((error: unknown) => {
      throw error instanceof DiskFull ? new SourceError('The disk of this room is full.') : error
    })

  return {
    takes: (url) => url.startsWith('file:'),
    isOfRoom: true,
    async fetch({ url, addedBy, folder, name, signal }): Promise<Fetched> {
      const file = await find(FORM.exec(url)?.[1] ?? '', addedBy)
      if (!/^(?:audio|video)\//.test(file.type) && file.type !== 'application/ogg') {
        throw new SourceError('This file is no music.')
      }
      const path = join(folder, name)
      await linkOrCopy(deps.pathOf(file.id), path, () => demandSpace(file.size))
      const metadata = await readMetadata(path, signal)
      if (metadata === null || !metadata.hasAudio) {
        throw new SourceError('This file cannot be played: it is damaged, or no music.')
      }
      const duration = metadata.duration ?? 0
      if (!Number.isFinite(duration) || duration < 0) throw new SourceError('This file does not say how long it is.')
      if (duration > deps.maxSecs) {
        throw new SourceError(`This is too long: songs here have at most ${Math.floor(deps.maxSecs / 60)} minutes.`)
      }
      return {
        title: line(metadata.title) ?? line(parse(file.name).name) ?? file.name,
        artist: line(metadata.artist),
        duration,
        audio: { path, type: file.type, etag: file.sha256 },
        cover: metadata.cover === null ? null : await storeCover(`${path}.cover`, Buffer.from(metadata.cover)),
      }
    },
  }

  /** Only what is a picture by its bytes; its tag may say anything. */
  async function storeCover(path: string, bytes: Buffer): Promise<Fetched['cover']> {
    const type = await deps.sniff({ head: bytes.subarray(0, 4_100), utf8: false, name: 'cover' })
    if (!COVER_TYPES.has(type)) return null
    await demandSpace(bytes.length)
    await writeFile(path, bytes, { mode: 0o600 })
    return { path, type, etag: createHash('sha256').update(bytes).digest('hex') }
  }
}

/** What file systems say that have no links, or have as many to one file as they can. */
const NO_LINK: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK'])

/** A link costs no space and outlives the message that the file hung on. Some file systems have none. */
async function linkOrCopy(from: string, to: string, demandSpace: () => Promise<void>): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') throw new SourceError('There is no such file any more.')
    if (!NO_LINK.has(code)) throw error
    await demandSpace()
    await copyFile(from, to)
  }
}

/** One line of a tag: nothing in it that a reader would not see; null when nothing is left. */
function line(text: string | null): string | null {
  const clean = (text ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
  return clean === '' ? null : [...clean].slice(0, TITLE_CHARS).join('')
}
