import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A small JSON file of the app: whole or not at all, readable by its owner only. */
export type Document = {
  /** `undefined` when there is none; what is no JSON comes as null, which no schema takes. */
  read(): Promise<unknown>
  /** On the disk once it resolves; one after the other. */
  write(value: unknown): Promise<void>
  /** Keeps what is on the disk now beside it as `….before`, for whoever wants something of it back. */
  keep(): Promise<void>
}

export function createDocument(path: string): Document {
  let last: Promise<void> = Promise.resolve()
  return {
    async read() {
      let text: string
      try {
        text = await readFile(path, 'utf8')
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
      try {
        // Some editors put a byte order mark in front.
        return JSON.parse(text.replace(/^\uFEFF/, ''))
      } catch {
        return null
      }
    },
    write(value) {
      const text = `${JSON.stringify(value, null, 2)}\n`
      const turn = last.then(() => replace(path, text))
      // The next one's turn comes all the same; the error is for who asked for this one.
      last = turn.catch(() => undefined)
      return turn
    },
    keep: () => copyFile(path, `${path}.before`),
  }
}

/** Temp file beside it, fsync, rename: a crash leaves the old content or the new. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temp = `${path}.${randomUUID()}.tmp`
  try {
    const handle = await open(temp, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temp, path)
  } catch (error) {
    // The first error says what happened; that the temp file may not go away either adds nothing.
    await rm(temp, { force: true }).catch(() => undefined)
    throw error
  }
}
