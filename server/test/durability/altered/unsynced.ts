import { alter } from './alter.ts'

// Imported before the room: nothing waits for the disk any more.
alter([
  { file: 'storage/database.ts', from: 'synchronous = FULL', to: 'synchronous = OFF' },
  { file: 'storage/durable.ts', from: 'await handle.sync()', to: '' },
  { file: 'storage/blob-file.ts', from: 'await file.sync()', to: '' },
])
