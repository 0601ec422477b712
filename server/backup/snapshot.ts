import { chmodSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { DatabaseSync, backup } from 'node:sqlite'
import { DATABASE_FILE } from '../storage/database.ts'
import { join } from 'node:path'
import { BackupFailed } from './errors.ts'

export type FileRow = { id: string; name: string; size: number; sha256: string }
export type SnapshotFacts = { schemaVersion: number; messages: number; files: FileRow[] }

const PAGES_PER_STEP = 1_000
const numberOf = (db: DatabaseSync, query: string): number =>
  Number(Object.values(db.prepare(query).get() ?? {}).at(0) ?? 0)

/** One moment of a room's database, while the room goes on writing. */
export type Snapshot = {
  bytes: number
  /** What the files that it names take. */
  fileBytes: number
  schemaVersion: number
  copyTo(path: string, onBytes: (bytes: number) => void): Promise<void>
  close(): void
}

/**
 * Opens a read transaction and keeps it. Without one, SQLite's online backup begins anew at every write of another
 * process (https://sqlite.org/backup.html), and of a busy room it would never reach the end. Writers do not wait for it.
 */
export function openSnapshot(dataDir: string): Snapshot {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE), { timeout: 5_000 })
  try {
    db.exec('PRAGMA query_only = ON; BEGIN')
    const pageSize = numberOf(db, 'PRAGMA page_size')
    const bytes = numberOf(db, 'PRAGMA page_count') * pageSize
    const schemaVersion = numberOf(db, 'PRAGMA user_version')
    if (schemaVersion === 0) throw new BackupFailed(`There is no room in ${dataDir} yet.`)
    return {
      bytes,
      schemaVersion,
      fileBytes: numberOf(db, 'SELECT coalesce(sum(size), 0) FROM files'),
      async copyTo(path, onBytes) {
        let copied = 0
        await backup(db, path, {
          rate: PAGES_PER_STEP,
          progress({ totalPages, remainingPages }) {
            onBytes((totalPages - remainingPages - copied) * pageSize)
            copied = totalPages - remainingPages
          },
        })
        onBytes(bytes - copied * pageSize)
      },
      close: () => db.close(),
    }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Makes the copy one file that stands for itself, on the disk, and looks whether it is sound. */
export async function settleCopy(path: string): Promise<SnapshotFacts> {
  chmodSync(path, 0o600)
  const db = new DatabaseSync(path)
  let facts: SnapshotFacts
  try {
    // A log beside it would be a second file, and one that any reader may change.
    db.exec('PRAGMA journal_mode = DELETE')
    const problem = problemIn(db)
    if (problem !== null) throw new BackupFailed(`The room's database is damaged: ${problem}`)
    facts = {
      ...factsOf(db),
      messages: numberOf(db, 'SELECT coalesce(sum(live_count), 0) FROM channels WHERE deleted_at IS NULL'),
    }
  } finally {
    db.close()
  }
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  return facts
}

/** What a backed-up database holds; it is only read. Throws when it is damaged. */
export function inspectCopy(path: string): Omit<SnapshotFacts, 'messages'> & { problem: string | null } {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return { problem: problemIn(db), ...factsOf(db) }
  } finally {
    db.close()
  }
}

function factsOf(db: DatabaseSync) {
  return {
    schemaVersion: numberOf(db, 'PRAGMA user_version'),
    files: db.prepare('SELECT id, name, size, sha256 FROM files ORDER BY id').all() as FileRow[],
  }
}

/** Null when SQLite finds the file sound. */
function problemIn(db: DatabaseSync): string | null {
  db.exec('PRAGMA trusted_schema = OFF')
  const result = Object.values(db.prepare('PRAGMA integrity_check(1)').get() ?? {}).at(0)
  if (result !== 'ok') return String(result)
  const orphan = db.prepare('PRAGMA foreign_key_check').get()
  return orphan === undefined ? null : `a row of ${String(orphan['table'])} names something that is not there`
}
