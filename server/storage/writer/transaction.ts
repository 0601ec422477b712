import type { Sql } from '../database.ts'

/** What a write operation is given, inside the writer's transaction. */
export type Tx = {
  sql: Sql
  /** Wall-clock milliseconds. */
  now(): number
  /** UUID v4. */
  newId(): string
  /** UUID v7, rising within the process. */
  newMessageId(): string
  /** Work to look after once the write is on the disk; see Housekeeping. */
  later(job: 'index' | 'purge'): void
}

/** A write: all or nothing, run by the writer thread. It refuses by throwing a Refusal. */
export type Operation = (tx: Tx, input: never) => unknown
