import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DATABASE_FILE } from './database.ts'
import { DataDirTooNew } from './migrate.ts'

/** Throws a sentence when this SQLite cannot keep a room. */
export function demandEngine(): void {
  const memory = new DatabaseSync(':memory:')
  try {
    const fts = memory.prepare("SELECT sqlite_compileoption_used('ENABLE_FTS5') AS used").get()
    if (fts?.['used'] !== 1)
      throw new Error('This Node has an SQLite without full-text search (FTS5). Please use the official Node 24.')
  } finally {
    memory.close()
  }
}

/**
 * Throws `DataDirTooNew` without opening the database, so that nothing in the folder is touched: `user_version` is a
 * big-endian integer at byte 60 of the file (https://sqlite.org/fileformat2.html, section 1.3).
 */
export function demandNotNewer(dataDir: string, known: number): void {
  const header = Buffer.alloc(64)
  let file: number
  try {
    file = openSync(join(dataDir, DATABASE_FILE), 'r')
  } catch {
    return
  }
  try {
    if (readSync(file, header, 0, 64, 0) === 64 && header.readUInt32BE(60) > known) throw new DataDirTooNew(dataDir)
  } finally {
    closeSync(file)
  }
}
