import { copyFile, link } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { FileRow, FileStore } from '../files/store.ts'
import { type DescribeSong, forPeople, isSound } from './describe-song.ts'
import { type Fetched, type Source, SourceError } from './source.ts'

const FORM = /^file:([0-9a-f-]{36})$/

export type UploadedDeps = {
  files: Pick<FileStore, 'byId' | 'channelsOf'>
  canRead(channelId: string, userId: string): boolean
  pathOf(fileId: string): string
  describe: DescribeSong
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

  return {
    takes: (url) => url.startsWith('file:'),
    isOfRoom: true,
    async fetch({ url, addedBy, folder, name, signal }): Promise<Fetched> {
      const file = await find(FORM.exec(url)?.[1] ?? '', addedBy)
      if (!isSound(file.type)) throw new SourceError('This file is no music.')
      const path = join(folder, name)
      await linkOrCopy(deps.pathOf(file.id), path, () => deps.demandSpace(file.size))
      const titles = [parse(file.name).name, file.name]
      return deps.describe({ path, type: file.type, etag: file.sha256, titles, maxSecs: deps.maxSecs }, signal)
    },
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
    await forPeople(demandSpace())
    await forPeople(copyFile(from, to))
  }
}
