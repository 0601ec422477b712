import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { join } from 'node:path'

export const DATABASE_FILE = 'stuffchat.db'

type Value = string | number | bigint | null | Uint8Array
/** One connection with its statements prepared once. Rows are typed by the query that asks for them. */
export type Sql = {
  all<Row>(text: string, ...values: Value[]): Row[]
  get<Row>(text: string, ...values: Value[]): Row | undefined
  run(text: string, ...values: Value[]): { changes: number; lastInsertRowid: number }
  exec(text: string): void
  readonly inTransaction: boolean
  close(): void
}

/** Opens the room's database: WAL, and every commit on the disk before it returns (`synchronous=FULL`). */
export function openDatabase(dataDir: string, mode: 'reader' | 'writer'): Sql {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE), { enableForeignKeyConstraints: true, timeout: 5_000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF')
  db.exec('PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 16777216')
  // The writer checkpoints by itself, after its replies (thread.ts).
  db.exec(mode === 'writer' ? 'PRAGMA wal_autocheckpoint = 0' : 'PRAGMA query_only = ON')
  return wrap(db)
}

function wrap(db: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>()
  const prepared = (text: string): StatementSync => {
    let statement = statements.get(text)
    if (!statement) {
      statement = db.prepare(text)
      statements.set(text, statement)
    }
    return statement
  }
  return {
    all: <Row>(text: string, ...values: Value[]) => prepared(text).all(...values) as Row[],
    get: <Row>(text: string, ...values: Value[]) => prepared(text).get(...values) as Row | undefined,
    run: (text, ...values) => {
      const { changes, lastInsertRowid } = prepared(text).run(...values)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
    exec: (text) => db.exec(text),
    get inTransaction() {
      return db.isTransaction
    },
    close: () => {
      if (db.isOpen) db.close()
    },
  }
}
