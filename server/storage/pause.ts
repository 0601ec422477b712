import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const FILE = 'blobs-lock.db'

/**
 * Takes the right to delete blobs, or to keep everybody from it: held by the sweeper while it deletes and by a backup
 * (another process) while it copies. Null when the other has it. The system frees it on any death.
 */
export function takeBlobLock(dataDir: string): { release(): void } | null {
  const db = new DatabaseSync(join(dataDir, FILE), { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch {
    db.close()
    return null
  }
  return {
    release: () => {
      if (db.isOpen) db.close()
    },
  }
}
