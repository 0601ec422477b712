import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'

/**
 * Replaces a file so that a crash or a pulled plug leaves the old content or the new, never a mixture: temp file
 * beside it, fsync, rename, fsync of the folder. On the disk once it resolves; `mode` is 0600 unless given.
 */
export async function writeDurably(path: string, data: string | Buffer, mode = 0o600): Promise<void> {
  const temp = tempBeside(path)
  // Opened first: what is refused for want of a descriptor must not have happened.
  const folder = foldersHaveFsync() ? await open(dirname(path), 'r') : null
  try {
    const handle = await open(temp, 'wx', mode)
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temp, path)
    await folder?.sync()
  } catch (error) {
    // The first error says what happened; that the temp file may not go away either adds nothing.
    await rm(temp, { force: true }).catch(() => undefined)
    throw error
  } finally {
    await folder?.close()
  }
}

/** As `writeDurably`, for the few files that are made while the room starts. */
export function writeDurablySync(path: string, data: string | Buffer, mode = 0o600): void {
  const temp = tempBeside(path)
  try {
    const file = openSync(temp, 'wx', mode)
    try {
      writeFileSync(file, data)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temp, path)
  } catch (error) {
    rmSync(temp, { force: true })
    throw error
  }
  fsyncFolderSync(dirname(path))
}

/** Makes the names inside a folder (new, renamed or removed files) survive a power cut: fsync(2) on the folder. */
export async function fsyncFolder(path: string): Promise<void> {
  if (!foldersHaveFsync()) return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export function fsyncFolderSync(path: string): void {
  if (!foldersHaveFsync()) return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Windows opens no folder as a file; NTFS journals names by itself. */
function foldersHaveFsync(): boolean {
  return process.platform !== 'win32'
}

function tempBeside(path: string): string {
  return `${path}.${randomUUID()}.tmp`
}
