import type { Sql } from '../database.ts'
import { isStorageFailure } from './failures.ts'
import { indexSome } from '../../features/messages/text.ts'
import { purgeSome } from '../../features/channels/purge.ts'

/** What the writer does when nobody waits: fill the full-text index, purge deleted channels, checkpoint the log. */
export type Housekeeping = {
  note(job: 'index' | 'purge'): void
  /** Call after each batch; returns at once. */
  wake(): void
  close(): void
}

/** Nobody waits for the index: a search that comes earlier asks for it. */
const IDLE_MS = 500
const CHECKPOINT_PAGES = 1_000
const RETRY_MS = 1_000

/** `onBug`: something went wrong that is not the disk's doing. */
export function createHousekeeping(sql: Sql, onBug: (bug: string) => void): Housekeeping {
  // At start there may be work that a crash left behind.
  const due = new Set<'index' | 'purge'>(['index', 'purge'])
  let timer: NodeJS.Timeout | undefined
  let batchesSinceCheckpoint = 0

  const inTransaction = (job: () => boolean): boolean => {
    sql.exec('BEGIN IMMEDIATE')
    try {
      const more = job()
      sql.exec('COMMIT')
      return more
    } catch (error) {
      if (sql.inTransaction) sql.exec('ROLLBACK')
      throw error
    }
  }
  const step = (): void => {
    for (const job of due) {
      if (!inTransaction(() => (job === 'index' ? indexSome(sql) : purgeSome(sql)))) due.delete(job)
    }
    if (batchesSinceCheckpoint > 0) {
      const row = sql.get<{ log: number }>('PRAGMA wal_checkpoint(NOOP)')
      if (row && row.log >= CHECKPOINT_PAGES) sql.get('PRAGMA wal_checkpoint(PASSIVE)')
      batchesSinceCheckpoint = 0
    }
  }
  const run = () => {
    timer = undefined
    try {
      step()
    } catch (error) {
      // A full or read-only disk: the writes that meet it tell whoever asked. Either way the work stays due.
      if (!isStorageFailure(error)) onBug(error instanceof Error ? (error.stack ?? error.message) : String(error))
      timer = setTimeout(run, RETRY_MS)
      return
    }
    if (due.size > 0) timer = setTimeout(run, 1)
  }
  return {
    note: (job) => void due.add(job),
    wake: () => {
      batchesSinceCheckpoint++
      timer ??= setTimeout(run, IDLE_MS)
    },
    close: () => clearTimeout(timer),
  }
}
