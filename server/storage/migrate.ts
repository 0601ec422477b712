import { DatabaseSync, backup } from 'node:sqlite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE } from './database.ts'

/** The folder was last used by a newer version: nothing is touched. */
export class DataDirTooNew extends Error {
  constructor(dataDir: string) {
    super(`The data in ${dataDir} was written by a newer version of Stuffchat. Please update this one.`)
    this.name = 'DataDirTooNew'
  }
}

/**
 * Brings the database up to date: each migration in a transaction of its own, after a copy of the file that was
 * (`stuffchat.db.before-N`). Returns how many ran.
 */
export async function migrate(dataDir: string, migrations: readonly string[]): Promise<number> {
  const path = join(dataDir, DATABASE_FILE)
  const existed = existsSync(path)
  const db = new DatabaseSync(path)
  try {
    const version = versionOf(db)
    if (version > migrations.length) throw new DataDirTooNew(dataDir)
    if (version === migrations.length) return 0
    if (existed && version > 0) await backup(db, `${path}.before-${version + 1}`)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    for (let at = version; at < migrations.length; at++) {
      db.exec('BEGIN IMMEDIATE')
      try {
        db.exec(migrations[at] ?? '')
        db.exec(`PRAGMA user_version = ${at + 1}`)
        db.exec('COMMIT')
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK')
        throw error
      }
    }
    return migrations.length - version
  } finally {
    db.close()
  }
}

function versionOf(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get()
  return Number(row?.['user_version'] ?? 0)
}
