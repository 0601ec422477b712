import { alter } from './alter.ts'

// Imported before the room: now and then a batch is acknowledged and not stored.
alter([
  {
    file: 'storage/writer/thread.ts',
    from: "sql.exec('COMMIT')",
    to: "sql.exec(Math.random() < 0.05 ? 'ROLLBACK' : 'COMMIT')",
  },
])
