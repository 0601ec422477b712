import { lstat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { unknown } from '#protocol/errors.ts'
import type { Installer } from '#protocol/installers.ts'
import type { Bytes } from '../../http/operation.ts'
import { readInstallers } from './listing.ts'

/** The packages of the app that the host gives away. `folder` absent: none. Reads it at once, and refuses by throwing. */
export function createInstallers(folder: string | undefined) {
  const root = folder === undefined ? '' : resolve(folder)
  const listed = folder === undefined ? [] : readInstallers(root)
  return {
    list: (): Installer[] =>
      listed.map((installer) => ({ ...installer, url: `/installers/${encodeURIComponent(installer.name)}` })),
    async open(name: string): Promise<Bytes> {
      if (!listed.some((installer) => installer.name === name)) throw unknown('installer')
      const path = join(root, name)
      const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      // Something else may have come in its place: a link would lead out of the folder.
      if (found?.isFile() !== true) throw unknown('installer')
      // Hundreds of MiB are not hashed for this: the host replaces a package as a whole, and that shows here.
      const etag = [found.ino, found.size, Math.round(found.mtimeMs)].map((part) => part.toString(36)).join('-')
      return { path, type: 'application/octet-stream', etag, name, inline: false }
    },
  }
}
export type Installers = ReturnType<typeof createInstallers>
