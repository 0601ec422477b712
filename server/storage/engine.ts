import { DatabaseSync } from 'node:sqlite'

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
