import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import { DATABASE_FILE } from '../../storage/database.ts'
import { DataDirTooNew, DatabaseDamaged, migrate } from '../../storage/migrate.ts'
import { migrations } from '../../storage/migrations/list.ts'
import { picture } from '../images.ts'
import { startRoom } from '../room.ts'
import { startChildRoom } from './child.ts'
import { contentsOf, freshFolder } from './folder.ts'

const NOTES =
  'CREATE TABLE notes (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; ALTER TABLE users ADD COLUMN motto TEXT'

let dataDir = ''
const file = (suffix = '') => join(dataDir, `${DATABASE_FILE}${suffix}`)
beforeEach(() => {
  dataDir = freshFolder()
})

function ask(query: string, path = file()): unknown[] {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return db.prepare(query).all()
  } finally {
    db.close()
  }
}
const versionOf = (path?: string) => ask('PRAGMA user_version', path)
const at = (version: number) => [{ user_version: version }]
const usersOf = (path?: string) => ask('SELECT username FROM users', path)

/** A room with one account, stopped; `kill` leaves what it wrote last in the log. */
async function aRoom(end: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
  const room = await startChildRoom(dataDir)
  const account = { username: 'owner', password: 'correct horse battery' }
  const headers = { 'content-type': 'application/json' }
  const reply = await fetch(`${room.url}/api/auth/register`, { method: 'POST', headers, body: JSON.stringify(account) })
  expect(reply.status).toBe(200)
  await room.end(end)
}

test('the first start makes a sound database that only its owner may read, and keeps no copy', async () => {
  expect(await migrate(dataDir, migrations)).toBe(migrations.length)
  expect(versionOf()).toEqual(at(migrations.length))
  expect(ask('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(ask('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }])
  expect(statSync(file()).mode & 0o777).toBe(0o600)
  expect(existsSync(file('.before-1'))).toBe(false)
  expect(await migrate(dataDir, migrations)).toBe(0)
})

test('every start from an empty file, as a crash right at the beginning leaves it, is a first one', async () => {
  writeFileSync(file(), '')
  expect(await migrate(dataDir, migrations)).toBe(migrations.length)
  expect(existsSync(file('.before-1'))).toBe(false)
})

describe.each(['SIGTERM', 'SIGKILL'] as const)('a room that ended by %s', (end) => {
  test('is migrated after a copy was kept; the copy is the room as it was', async () => {
    await aRoom(end)
    expect(await migrate(dataDir, [...migrations, NOTES])).toBe(1)
    expect(versionOf()).toEqual(at(migrations.length + 1))
    expect(ask('SELECT username, motto FROM users')).toEqual([{ username: 'owner', motto: null }])
    const copy = file(`.before-${migrations.length + 1}`)
    expect(versionOf(copy)).toEqual(at(migrations.length))
    expect(usersOf(copy)).toEqual([{ username: 'owner' }])
    expect(ask('PRAGMA integrity_check', copy)).toEqual([{ integrity_check: 'ok' }])
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(existsSync(`${copy}.tmp`)).toBe(false)
  })

  test('is as it was after a migration that fails, and starts', async () => {
    await aRoom(end)
    const broken = `${NOTES}; INSERT INTO notes VALUES (1, 'x'); INSERT INTO missing VALUES (1)`
    await expect(migrate(dataDir, [...migrations, broken])).rejects.toThrow(/no such table: missing/)
    expect(versionOf()).toEqual(at(migrations.length))
    expect(ask("SELECT name FROM sqlite_schema WHERE name = 'notes'")).toEqual([])
    await using room = await startRoom({ dataDir })
    const login = { username_or_email: 'owner', password: 'correct horse battery' }
    expect((await room.nobody.post('/api/auth/login', login)).status).toBe(200)
  })

  test('of several migrations keeps those that went through', async () => {
    await aRoom(end)
    const more = [...migrations, NOTES, 'CREATE TABLE extra (n INTEGER) STRICT', 'broken']
    await expect(migrate(dataDir, more)).rejects.toThrow(/syntax error/)
    expect(versionOf()).toEqual(at(migrations.length + 2))
    expect(await migrate(dataDir, [...more.slice(0, -1), 'CREATE TABLE last (n INTEGER) STRICT'])).toBe(1)
  })

  test('and was used by a newer version is refused with nothing touched', async () => {
    await aRoom(end)
    const newer = [...migrations, NOTES, 'CREATE TABLE extra (n INTEGER) STRICT']
    await migrate(dataDir, newer)
    const before = contentsOf(dataDir)
    await expect(startRoom({ dataDir })).rejects.toThrow(DataDirTooNew)
    await expect(startRoom({ dataDir })).rejects.toThrow(
      `The data in ${dataDir} was written by a newer version of Stuffchat. Please update this one.`,
    )
    expect(contentsOf(dataDir)).toEqual(before)
    // Its lock was given back.
    expect(await migrate(dataDir, newer)).toBe(0)
  })
})

test('a newer version that was killed is refused with its log untouched', async () => {
  await aRoom()
  // As after a kill: the version stands in the log only.
  const db = new DatabaseSync(file())
  db.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99')
  const [main, log] = [readFileSync(file()), readFileSync(file('-wal'))]
  db.close()
  writeFileSync(file(), main)
  writeFileSync(file('-wal'), log)
  const before = contentsOf(dataDir)
  expect(Object.keys(before)).toContain(`${DATABASE_FILE}-wal`)
  await expect(startRoom({ dataDir })).rejects.toThrow(DataDirTooNew)
  expect(contentsOf(dataDir)).toEqual(before)
})

test('a migration may make a table anew, and must not leave rows without what they name', async () => {
  await aRoom()
  const anew = `CREATE TABLE users_new AS SELECT * FROM users; DROP TABLE users;
    CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT NOT NULL) STRICT;
    INSERT INTO users SELECT id, username FROM users_new; DROP TABLE users_new`
  const sessions = ask('SELECT count(*) AS n FROM login_sessions')
  await expect(migrate(dataDir, [...migrations, `${anew}; DELETE FROM users`])).rejects.toThrow(
    new RegExp(`Migration ${migrations.length + 1} leaves a row of \\w+`),
  )
  expect(usersOf()).toEqual([{ username: 'owner' }])
  expect(await migrate(dataDir, [...migrations, anew])).toBe(1)
  expect(ask('SELECT count(*) AS n FROM login_sessions')).toEqual(sessions)
})

test.each([
  ['is none', (path: string) => writeFileSync(path, 'x'.repeat(8_192))],
  ['has lost its begin', (path: string) => writeFileSync(path, readFileSync(path).fill(0, 0, 4_096))],
])('a database that %s is refused in a sentence, with nothing touched', async (_what, spoil) => {
  await aRoom()
  for (const suffix of ['-wal', '-shm']) rmSync(file(suffix), { force: true })
  spoil(file())
  const before = contentsOf(dataDir)
  await expect(startRoom({ dataDir })).rejects.toThrow(DatabaseDamaged)
  await expect(startRoom({ dataDir })).rejects.toThrow(`The room's database ${file()} is damaged`)
  expect(contentsOf(dataDir)).toEqual(before)
})

test('a room from before pictures had sizes and messages answers keeps what it has, without', async () => {
  await using room = await startRoom()
  const anna = await room.owner()
  const channel = await anna.channel({ name: 'album' })
  const { id } = await anna.say(channel.id, 'old', { file_id: await anna.file(await picture(30, 20), 'a.png') })
  await room.stop()
  const path = join(room.dataDir, DATABASE_FILE)
  const db = new DatabaseSync(path)
  db.exec(`ALTER TABLE files DROP COLUMN width; ALTER TABLE files DROP COLUMN height;
    ALTER TABLE messages DROP COLUMN reply_to; DROP INDEX users_guests;
    ALTER TABLE users DROP COLUMN guest_seen_at; ALTER TABLE users DROP COLUMN gone_at; PRAGMA user_version = 1`)
  db.close()
  await room.restart()
  expect(versionOf(path)).toEqual(at(migrations.length))
  expect(versionOf(`${path}.before-2`)).toEqual(at(1))
  const later = await anna.say(channel.id, 'new', {
    file_id: await anna.file(await picture(30, 20), 'b.png'),
    reply_to: id,
  })
  expect(later).toMatchObject({ file_width: 30, file_height: 20, reply_to: id })
  expect(await anna.history(channel.id)).toMatchObject([
    { id: later.id, file_width: 30 },
    { id, filename: 'a.png', file_type: 'image/png', file_width: null, file_height: null, reply_to: null },
  ])
})
