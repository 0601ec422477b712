import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { giveToOwner } from './owner.ts'

const FILE = 'blobs-lock.db'
const POLL_MS = 25

export type BlobLock = {
  /** May be called twice. */
  release(): void
}

/**
 * Takes the right to delete blobs, or to keep everybody from it: held by the sweeper while it deletes and by a backup
 * (another process) while it copies. Null when the other has it. The system frees it on any death.
 */
export function takeBlobLock(dataDir: string): BlobLock | null {
  const db = new DatabaseSync(join(dataDir, FILE), { timeout: 0 })
  try {
    giveToOwner(dataDir, FILE)
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (isBusy(error)) return null
    throw error
  }
  return {
    release: () => {
      if (db.isOpen) db.close()
    },
  }
}

/** As `takeBlobLock`, but waits for the other; null when that one still has it after `timeoutMs`. */
export async function waitForBlobLock(dataDir: string, timeoutMs: number): Promise<BlobLock | null> {
  for (let waited = 0; ; waited += POLL_MS) {
    const lock = takeBlobLock(dataDir)
    if (lock || waited >= timeoutMs) return lock
    await sleep(POLL_MS)
  }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  // The low byte is the primary code: https://sqlite.org/rescode.html
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}

/** Runs a job that deletes blobs, unless a backup copies them just now; false then. */
export async function unlessPaused(dataDir: string, job: () => Promise<void>): Promise<boolean> {
  const lock = takeBlobLock(dataDir)
  if (!lock) return false
  try {
    await job()
    return true
  } finally {
    lock.release()
  }
}
