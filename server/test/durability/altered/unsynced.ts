import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

// Imported into the room's main thread and, as `--import` is inherited, into its writer thread, before the room itself:
// nothing waits for the disk any more. So a test can show that it notices, and the product needs no switch for it.

const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function execUnsynced(this: DatabaseSync, text: string) {
  exec.call(this, text.replaceAll(/synchronous\s*=\s*(?:FULL|EXTRA|NORMAL)/gi, 'synchronous = OFF'))
}

// The class of file handles has no public name.
await using handle = await open(import.meta.filename)
const ofHandles: { sync: () => Promise<void>; datasync: () => Promise<void> } = Object.getPrototypeOf(handle)
ofHandles.sync = () => Promise.resolve()
ofHandles.datasync = () => Promise.resolve()
