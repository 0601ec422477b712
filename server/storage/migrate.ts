import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, backup } from 'node:sqlite'
import { DATABASE_FILE } from './database.ts'
import { fsyncFolderSync } from './durable.ts'

/** The folder was last used by a newer version: nothing is touched. */
export class DataDirTooNew extends Error {
  override name = 'DataDirTooNew'
  constructor(dataDir: string) {
    super(`The data in ${dataDir} was written by a newer version of Stuffchat. Please update this one.`)
  }
}

/** What lies there is no database, or a broken one. */
export class DatabaseDamaged extends Error {
  override name = 'DatabaseDamaged'
  constructor(path: string, cause: Error) {
    super(`The room's database ${path} is damaged (${cause.message}). Please restore a backup.`, { cause })
  }
}

/**
 * Brings a folder's database up to date, the folder's lock in hand: makes it if there is none, and runs the migrations that it lacks, each in a transaction of its own, after a copy of the file as it was
 * (`stuffchat.db.before-N`). Returns how many ran. Rejects with `DataDirTooNew` or `DatabaseDamaged`.
 */
export async function migrate(dataDir: string, migrations: readonly string[]): Promise<number> {
  const path = join(dataDir, DATABASE_FILE)
  try {
    // Only read at first: even an opened and closed database would fold its log in.
    if (existsSync(path) && versionAt(path) > migrations.length) throw new DataDirTooNew(dataDir)
    return await bringUpToDate(path, dataDir, migrations)
  } catch (error) {
    throw error instanceof Error && DAMAGED.has(primaryCode(error)) ? new DatabaseDamaged(path, error) : error
  }
}

async function bringUpToDate(path: string, dataDir: string, migrations: readonly string[]): Promise<number> {
  if (!existsSync(path)) makeEmpty(path)
  // Foreign keys off, as SQLite wants it for tables that are made anew (https://sqlite.org/lang_altertable.html#otheralter);
  // they are checked as a whole before each commit.
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  try {
    const version = versionOf(db)
    if (version > migrations.length) throw new DataDirTooNew(dataDir)
    if (version === migrations.length) return 0
    if (version > 0) await keepCopy(db, `${path}.before-${version + 1}`, dataDir)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    for (const [at, text] of migrations.entries()) if (at >= version) run(db, text, at + 1)
    return migrations.length - version
  } finally {
    db.close()
  }
}

function run(db: DatabaseSync, text: string, version: number): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.exec(text)
    const orphan = db.prepare('PRAGMA foreign_key_check').get()
    if (orphan)
      throw new Error(`Migration ${version} leaves a row of ${String(orphan['table'])} without what it names.`)
    db.exec(`PRAGMA user_version = ${version}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** SQLite gives the log and its index the mode of the database: nobody else may read either. */
function makeEmpty(path: string): void {
  closeSync(openSync(path, 'wx', 0o600))
}

/** Under its name once it is whole and on the disk. */
async function keepCopy(db: DatabaseSync, path: string, dataDir: string): Promise<void> {
  const temp = `${path}.tmp`
  rmSync(temp, { force: true })
  makeEmpty(temp)
  try {
    await backup(db, temp, { rate: 1_000 })
    const file = openSync(temp, 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temp, path)
  } catch (error) {
    rmSync(temp, { force: true })
    throw error
  }
  fsyncFolderSync(dataDir)
}

function versionAt(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return versionOf(db)
  } catch (error) {
    // After a crash in the middle of a rollback journal: whoever may write has to roll back first, and look again.
    if (primaryCode(error) === READONLY) return 0
    throw error
  } finally {
    db.close()
  }
}

function versionOf(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get()
  return Number(row?.['user_version'] ?? 0)
}

const READONLY = 8
const DAMAGED = new Set([11 /* CORRUPT */, 26 /* NOTADB */])
const primaryCode = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : -1
