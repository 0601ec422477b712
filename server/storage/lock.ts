import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

/** Another room, in this process or another, lives in the folder. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse'
  readonly pid: number | null
  readonly port: number | null

  constructor(dataDir: string, { pid, port }: { pid?: number | undefined; port?: number | undefined }) {
    super(`The folder ${dataDir} is in use by another room (process ${pid ?? 'unknown'}, port ${port ?? 'unknown'}).`)
    this.pid = pid ?? null
    this.port = port ?? null
  }
}

export type DataDirLock = {
  /** Says beside the lock who holds it, for the message that the next one gets. */
  describe(info: { pid: number; port: number; version: string; identity: string }): void
  /** May be called twice. */
  release(): void
}

const Holder = z.object({ pid: z.number().optional(), port: z.number().optional() })

/**
 * Takes the data directory for this process until `release()`, or throws `DataDirInUse`. The lock is an exclusive
 * transaction on `lock.db`, which the operating system ends with the process, however that dies; `lock.json` beside it
 * is for people only.
 *
 * Nothing else in this process may open and close `lock.db`, a copy for a backup included: by POSIX that drops all
 * locks which the process has on the file (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_).
 */
export function acquireLock(dataDir: string, pid = process.pid): DataDirLock {
  const note = join(dataDir, 'lock.json')
  const database = openLocked(join(dataDir, 'lock.db'))
  if (!database) throw new DataDirInUse(dataDir, readHolder(note))

  const write = (info: { pid: number; port?: number; version?: string }) =>
    writeFileSync(note, `${JSON.stringify(info)}\n`, { mode: 0o600 })
  try {
    // Over what a process that was killed left; the port is not known yet.
    write({ pid })
  } catch (error) {
    database.close()
    throw error
  }

  return {
    describe: write,
    release() {
      if (!database.isOpen) return
      try {
        // First: once the lock is free, the note may be the next holder's.
        rmSync(note, { force: true })
      } finally {
        database.close()
      }
    },
  }
}

/** Null when somebody else has it. */
function openLocked(path: string): DatabaseSync | null {
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (isBusy(error)) return null
    throw error
  }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  // The low byte is the primary code: https://sqlite.org/rescode.html
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
}

/** Nothing, when the note is missing or half written: it only makes the message better. */
function readHolder(note: string): z.infer<typeof Holder> {
  try {
    return Holder.parse(JSON.parse(readFileSync(note, 'utf8')))
  } catch {
    return {}
  }
}
