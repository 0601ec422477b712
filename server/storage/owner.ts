import { chownSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

/**
 * Gives what root has made in a room's folder, a folder with all that is in it too, to whoever owns the room: after
 * `sudo … backup` or `sudo … restore` the room must still be able to use its own files. Opens nothing.
 */
export function giveToOwner(dataDir: string, name: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = lstatSync(dataDir)
  const give = (path: string) => {
    const found = lstatSync(path)
    if (found.uid !== uid || found.gid !== gid) chownSync(path, uid, gid)
    if (found.isDirectory()) for (const entry of readdirSync(path)) give(join(path, entry))
  }
  give(join(dataDir, name))
}
