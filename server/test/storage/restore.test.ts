import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { backupRoom } from '../../backup/backup.ts'
import { RestoreFailed } from '../../backup/errors.ts'
import { restoreRoom } from '../../backup/restore.ts'
import { DataDirInUse } from '../../storage/lock.ts'
import { takeBlobLock } from '../../storage/pause.ts'
import { startRoom } from '../room.ts'
import { runScript, startChildRoom } from './child.ts'
import { contentsOf, freshFolder } from './folder.ts'

/** Two rooms that were stopped: `old` lives in a folder, `new` is a backup. */
let fixtures = ''
const oldRoom = () => join(fixtures, 'old')
const backup = () => join(fixtures, 'backup')

beforeAll(async () => {
  fixtures = mkdtempSync(join(tmpdir(), 'stuffchat-restore-'))
  for (const name of ['old', 'new']) {
    const room = await startRoom({ dataDir: join(fixtures, name), name, limits: { rates: 'off' } })
    const owner = await room.register(name)
    const channel = await owner.channel({ name: `${name} channel` })
    await owner.say(channel.id, name, { file_id: await owner.file(`${name} bytes`, `${name}.txt`) })
    await room.stop()
  }
  await backupRoom({ dataDir: join(fixtures, 'new'), target: backup() })
})
afterAll(() => rmSync(fixtures, { recursive: true, force: true }))

/** A copy of the old room that a test may spoil. */
function copyOfOld(): string {
  const dataDir = join(freshFolder(), 'room')
  cpSync(oldRoom(), dataDir, { recursive: true })
  return dataDir
}
function copyOfBackup(): string {
  const source = join(freshFolder(), 'backup')
  cpSync(backup(), source, { recursive: true })
  return source
}

/** Starts the room and says which one it is; every part must be that one's. */
async function whichRoom(dataDir: string): Promise<string> {
  const room = await startRoom({ dataDir })
  try {
    const name = z.object({ name: z.string() }).parse((await room.nobody.get('/api/health')).body).name
    const login = await room.nobody.post('/api/auth/login', {
      username_or_email: name,
      password: 'correct horse battery',
    })
    expect(login.status).toBe(200)
    const db = new DatabaseSync(join(dataDir, 'stuffchat.db'), { readOnly: true })
    const file = z.object({ id: z.string(), name: z.string() }).parse(db.prepare('SELECT id, name FROM files').get())
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    db.close()
    expect((await room.nobody.get(`/files/${file.id}/x`)).text).toBe(`${name} bytes`)
    const secret = (folder: string) => readFileSync(join(folder, 'secrets', 'token.key'), 'utf8')
    expect(secret(dataDir)).toBe(secret(join(fixtures, name)))
    return name
  } finally {
    await room.stop()
  }
}
const asidesOf = (dataDir: string) => readdirSync(dataDir).filter((name) => name.startsWith('before-restore-'))

describe('restoring over a room that is stopped', () => {
  test('keeps the old one aside, whole, and it can be brought back', async () => {
    const dataDir = copyOfOld()
    writeFileSync(join(dataDir, 'notes.txt'), 'mine')
    writeFileSync(join(dataDir, 'stuffchat.db.before-1'), 'a copy from before a migration')
    const before = contentsOf(dataDir)
    const steps = new Set<string>()
    const { aside } = await restoreRoom({ dataDir, source: backup(), onProgress: ({ step }) => steps.add(step) })
    expect([...steps]).toEqual(['verify', 'copy'])
    expect(asidesOf(dataDir).map((name) => join(dataDir, name))).toEqual([aside])
    const { 'notes.txt': notes, ...room } = before
    expect(contentsOf(aside ?? '')).toEqual(room)
    expect(contentsOf(dataDir)['notes.txt']).toBe(notes)
    expect(existsSync(join(dataDir, 'restoring'))).toBe(false)
    expect(await whichRoom(dataDir)).toBe('new')
    expect(await whichRoom(aside ?? '')).toBe('old')
    // Once more: another folder, nothing in the way.
    await restoreRoom({ dataDir, source: backup() })
    expect(asidesOf(dataDir)).toHaveLength(2)
    expect(await whichRoom(dataDir)).toBe('new')
  })

  test('that was killed keeps what was only in its log', async () => {
    const dataDir = join(freshFolder(), 'room')
    const room = await startChildRoom(dataDir)
    const { username, password } = { username: 'old', password: 'correct horse battery' }
    expect(
      (
        await fetch(`${room.url}/api/auth/register`, {
          method: 'POST',
          body: JSON.stringify({ username, password }),
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(200)
    await room.end('SIGKILL')
    const { aside } = await restoreRoom({ dataDir, source: backup() })
    const db = new DatabaseSync(join(aside ?? '', 'stuffchat.db'))
    expect(db.prepare('SELECT username FROM users').all()).toEqual([{ username: 'old' }])
    db.close()
    expect(await whichRoom(dataDir)).toBe('new')
  })
})

const isRoot = process.getuid?.() === 0
if (!isRoot) process.stdout.write('NOT RUN: restoring as root into the folder of another user: this is not root\n')

test.skipIf(!isRoot)('root leaves everything to the one who owns the folder', async () => {
  const dataDir = copyOfOld()
  chownSync(dataDir, 4_321, 4_321)
  for (const path of readdirSync(dataDir, { recursive: true, encoding: 'utf8' }))
    chownSync(join(dataDir, path), 4_321, 4_321)
  await restoreRoom({ dataDir, source: backup() })
  const strange = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const { uid, gid } = statSync(join(dataDir, path))
    return uid !== 4_321 || gid !== 4_321
  })
  expect(strange).toEqual([])
})

describe('a restore that is refused', () => {
  const refused = async (dataDir: string, source: string, sentence: string | RegExp, deps = {}) => {
    const before = existsSync(dataDir) ? contentsOf(dataDir) : null
    const failed: unknown = await restoreRoom({ dataDir, source }, deps).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(RestoreFailed)
    expect((failed as Error).message).toMatch(sentence)
    expect(existsSync(dataDir) ? contentsOf(dataDir) : null).toEqual(before)
  }
  type Json = { contents: { path: string; sha256: string; size: number }[]; [name: string]: unknown }
  const editManifest = (source: string, edit: (manifest: Json) => void) => {
    const path = join(source, 'manifest.json')
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Json
    edit(manifest)
    writeFileSync(path, JSON.stringify(manifest))
  }
  const blobIn = (source: string) => Object.keys(contentsOf(source)).find((path) => path.startsWith('blobs/')) ?? ''
  const flip = (path: string) => {
    const bytes = readFileSync(path)
    const at = bytes.length >> 1
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)
  }
  const reseal = (source: string, path: string) =>
    editManifest(source, (manifest) => {
      const entry = manifest.contents.find((content) => content.path === path)
      if (entry)
        Object.assign(entry, { sha256: contentsOf(source)[path], size: readFileSync(join(source, path)).length })
    })

  test.each<[string, string | RegExp, (source: string) => void]>([
    [
      'no manifest',
      /is not a backup: it has no readable manifest\.json/,
      (source) => rmSync(join(source, 'manifest.json')),
    ],
    [
      'half a manifest',
      /damaged: its manifest\.json cannot be read/,
      (source) => writeFileSync(join(source, 'manifest.json'), '{"format":1'),
    ],
    [
      'a manifest of something else',
      /damaged: its manifest\.json is wrong/,
      (source) => writeFileSync(join(source, 'manifest.json'), '{"name":"x"}'),
    ],
    [
      'a later format',
      /newer version of Stuffchat \(9\.9\)/,
      (source) => editManifest(source, (manifest) => Object.assign(manifest, { format: 2, version: '9.9' })),
    ],
    [
      'a later schema',
      /newer version of Stuffchat/,
      (source) => editManifest(source, (manifest) => Object.assign(manifest, { schema_version: 99 })),
    ],
    [
      'a way out',
      /is no place in a room/,
      (source) => editManifest(source, ({ contents }) => Object.assign(contents[0] ?? {}, { path: 'secrets/../../x' })),
    ],
    [
      'a place twice',
      /its manifest is wrong/,
      (source) => editManifest(source, ({ contents }) => contents.push(...contents.slice(0, 1))),
    ],
    ['a flipped bit in a blob', /not what it was: "blobs\//, (source) => flip(join(source, blobIn(source)))],
    [
      'a flipped bit in the database',
      /not what it was: "stuffchat\.db"/,
      (source) => flip(join(source, 'stuffchat.db')),
    ],
    [
      'a flipped bit in a secret',
      /not what it was: "secrets\/token\.key"/,
      (source) => flip(join(source, 'secrets', 'token.key')),
    ],
    ['a blob that is missing', /missing or unreadable: "blobs\//, (source) => rmSync(join(source, blobIn(source)))],
    [
      'a blob left out of the manifest',
      /it lacks "new\.txt"/,
      (source) =>
        editManifest(source, (manifest) => {
          manifest.contents = manifest.contents.filter(({ path }) => !path.startsWith('blobs/'))
        }),
    ],
    [
      'another blob, sealed',
      /it lacks "new\.txt"/,
      (source) => {
        flip(join(source, blobIn(source)))
        reseal(source, blobIn(source))
      },
    ],
    [
      'a database that is none, sealed',
      /damaged: .*not a database/,
      (source) => {
        writeFileSync(join(source, 'stuffchat.db'), 'x'.repeat(8_192))
        reseal(source, 'stuffchat.db')
      },
    ],
    [
      'a broken database, sealed',
      /its database is not sound|malformed/,
      (source) => {
        const bytes = readFileSync(join(source, 'stuffchat.db'))
        bytes.fill(0x55, 4 * 4_096, 40 * 4_096)
        writeFileSync(join(source, 'stuffchat.db'), bytes)
        reseal(source, 'stuffchat.db')
      },
    ],
    [
      'another schema than it says',
      /of another version/,
      (source) => {
        const db = new DatabaseSync(join(source, 'stuffchat.db'))
        db.exec('PRAGMA user_version = 99')
        db.close()
        reseal(source, 'stuffchat.db')
      },
    ],
  ])('because of %s touches nothing', async (_what, sentence, spoil) => {
    const source = copyOfBackup()
    spoil(source)
    const sealed = contentsOf(source)
    await refused(copyOfOld(), source, sentence)
    await refused(join(freshFolder(), 'none'), source, sentence)
    expect(contentsOf(source)).toEqual(sealed)
  })

  test('because the disk is too small, or a backup is being made, touches nothing', async () => {
    const dataDir = copyOfOld()
    const tight = { freeBytesAt: async () => 2 ** 20 }
    await refused(dataDir, backup(), /not enough room in .*: the backup takes 16\.\d MiB, and 1\.0 MiB are free/, tight)
    const held = takeBlobLock(dataDir)
    await refused(dataDir, backup(), /A backup of .* is being made/, { lockWaitMs: 50 })
    held?.release()
    expect(await whichRoom(dataDir)).toBe('old')
  })

  test('because the room runs names its process, and the room goes on', async () => {
    const dataDir = copyOfOld()
    const room = await startChildRoom(dataDir)
    onTestFinished(() => room[Symbol.asyncDispose]())
    const failed: unknown = await restoreRoom({ dataDir, source: backup() }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(DataDirInUse)
    expect((failed as Error).message).toBe(
      `The folder ${dataDir} is in use by another room (process ${room.pid}, port ${new URL(room.url).port}).`,
    )
    expect((await fetch(`${room.url}/api/health`)).status).toBe(200)
    await room.end()
    expect(asidesOf(dataDir)).toEqual([])
    expect(await whichRoom(dataDir)).toBe('old')
  })
})

describe('a restore that breaks off', () => {
  const steps = ['copy', 'journal', 'aside blobs', 'aside secrets', 'aside settings.json', 'aside stuffchat.db'].concat(
    ['place blobs', 'place secrets', 'place settings.json', 'place stuffchat.db', 'clean', 'end'],
  )
  const stays = (step: string) => (step === 'copy' || step === 'journal' ? 'old' : 'new')

  test.each(steps)(
    'by a kill before "%s": the next start finds one room, whole, and the old one is kept',
    async (step) => {
      const dataDir = copyOfOld()
      const killed = await runScript('restore-child.ts', [dataDir, backup(), step])
      expect(killed).toMatchObject({ signal: 'SIGKILL' })
      // No backup is made of what is half of two rooms.
      const half = backupRoom({ dataDir, target: join(freshFolder(), 'x') }).then(
        () => 'made',
        () => 'refused',
      )
      expect(await half).toBe(stays(step) === 'old' ? 'made' : 'refused')
      expect(await whichRoom(dataDir)).toBe(stays(step))
      expect(readdirSync(dataDir).filter((name) => name.startsWith('restoring'))).toEqual([])
      const asides = asidesOf(dataDir)
      expect(asides).toHaveLength(stays(step) === 'old' ? 0 : 1)
      for (const aside of asides) expect(await whichRoom(join(dataDir, aside))).toBe('old')
    },
  )

  test.each(['copy', 'aside secrets', 'place secrets', 'end'])(
    'by a kill before "%s": the next restore goes through',
    async (step) => {
      const dataDir = copyOfOld()
      await runScript('restore-child.ts', [dataDir, backup(), step])
      await restoreRoom({ dataDir, source: backup() })
      expect(await whichRoom(dataDir)).toBe('new')
      const rooms = await Promise.all(asidesOf(dataDir).map((name) => whichRoom(join(dataDir, name))))
      expect(rooms.toSorted()).toEqual(step === 'copy' ? ['old'] : ['new', 'old'])
    },
  )

  test.each(['copy', 'place settings.json'])('by an error before "%s" says what will be', async (step) => {
    const dataDir = copyOfOld()
    const before = contentsOf(dataDir)
    const beforeStep = (next: string) => {
      if (next === step) throw new Error('the disk is gone')
    }
    const failed: unknown = await restoreRoom({ dataDir, source: backup() }, { beforeStep }).catch(
      (error: unknown) => error,
    )
    expect(failed).toBeInstanceOf(RestoreFailed)
    const state = step === 'copy' ? /The room is as it was\.$/ : /finishes it; nothing is lost\.$/
    expect((failed as Error).message).toMatch(state)
    if (step === 'copy') expect(contentsOf(dataDir)).toEqual(before)
    expect(await whichRoom(dataDir)).toBe(step === 'copy' ? 'old' : 'new')
  })
})
