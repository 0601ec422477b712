import { alter } from './alter.ts'

// Imported before the room: now and then messages are acknowledged and not stored.
alter([
  {
    file: 'storage/writer/thread.ts',
    from: "sql.exec('COMMIT')",
    to: "sql.exec(requests[0]?.name === 'messages.post' && Math.random() < 0.1 ? 'ROLLBACK' : 'COMMIT')",
  },
])
