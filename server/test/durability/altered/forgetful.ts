import { DatabaseSync } from 'node:sqlite'

// Imported like unsynced.ts: every few commits, what is acknowledged is not stored. Not at first, so that there is a room.
const FIRST = 15
const EVERY = 4

let commits = 0
const { exec, prepare } = DatabaseSync.prototype
const commitOrForget = (db: DatabaseSync) => {
  commits += 1
  exec.call(db, commits > FIRST && commits % EVERY === 0 ? 'ROLLBACK' : 'COMMIT')
}

DatabaseSync.prototype.exec = function execForgetful(this: DatabaseSync, text: string) {
  if (text.trim() === 'COMMIT') commitOrForget(this)
  else exec.call(this, text)
}
DatabaseSync.prototype.prepare = function prepareForgetful(this: DatabaseSync, text: string) {
  const statement = prepare.call(this, text)
  if (text.trim() === 'COMMIT') {
    statement.run = () => {
      commitOrForget(this)
      return { changes: 0, lastInsertRowid: 0 }
    }
  }
  return statement
}
