import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DataDirInUse } from '../../storage/lock.ts'
import { startRoom } from '../room.ts'
import { runScript, startChildRoom } from './child.ts'
import { contentsOf, freshFolder } from './folder.ts'

describe('two rooms in one process', () => {
  test('have nothing in common: people, messages, files, tokens, locks', async () => {
    await using one = await startRoom()
    await using other = await startRoom()
    const [here, there] = [await one.owner(), await other.owner()]
    const channels = await Promise.all([here.channel({ name: 'talk' }), there.channel({ name: 'talk' })])
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => [
        here.say(channels[0].id, `here ${n}`),
        there.say(channels[1].id, `there ${n}`),
      ]).flat(),
    )
    const file = await here.say(channels[0].id, '', { file_id: await here.file('bytes', 'a.txt') })
    expect((await there.get(file.file_url ?? '')).status).toBe(404)
    expect((await there.get(`/api/channels/${channels[0].id}/messages`)).status).toBe(404)
    expect((await here.ask('GET', '/api/users/me', { bearer: there.auth.access_token })).status).toBe(401)
    expect((await there.history(channels[1].id)).map(({ content }) => content?.slice(0, 5))).toEqual(
      Array(20).fill('there'),
    )
    await one.stop()
    expect((await there.say(channels[1].id, 'still here')).seq).toBe(21)
  })
})

/** The ranges of a file that this process has locked; Linux only, else none. */
function locksOf(path: string): string[] {
  if (process.platform !== 'linux') return []
  const { ino } = statSync(path)
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${ino} `))
    .map((line) => line.slice(line.indexOf(' ')))
}

/** As another process sees the database. */
async function countOfMessages(dataDir: string): Promise<number> {
  const script = `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1])
    console.log(db.prepare('SELECT count(*) AS n FROM messages').get().n); db.close()`
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, join(dataDir, 'stuffchat.db')])
  return Number(stdout)
}

describe('a folder in use', () => {
  test('by this process is refused, naming it, and the room goes on', async () => {
    await using room = await startRoom()
    await expect(startRoom({ dataDir: room.dataDir })).rejects.toThrow(
      `The folder ${room.dataDir} is in use by another room (process ${process.pid}, port ${room.port}).`,
    )
    await expect(startRoom({ dataDir: room.dataDir })).rejects.toThrow(DataDirInUse)
    const owner = await room.owner()
    expect((await owner.say((await owner.channel({ name: 'talk' })).id, 'on')).seq).toBe(1)
  })

  test('by this process keeps its locks when a start is refused, and its log when another process then reads', async () => {
    await using room = await startRoom()
    const owner = await room.owner()
    const channel = await owner.channel({ name: 'talk' })
    const before = locksOf(join(room.dataDir, 'stuffchat.db'))
    await expect(startRoom({ dataDir: room.dataDir })).rejects.toThrow(DataDirInUse)
    // By POSIX, closing any descriptor of a file drops all locks that the process has on it.
    expect(locksOf(join(room.dataDir, 'stuffchat.db'))).toEqual(before)
    expect(await countOfMessages(room.dataDir)).toBe(0)
    await owner.say(channel.id, 'acknowledged')
    expect(await countOfMessages(room.dataDir)).toBe(1)
  })

  test('by another process is refused, naming it; free once that is killed', async () => {
    const dataDir = freshFolder()
    const room = await startChildRoom(dataDir)
    onTestFinished(() => room[Symbol.asyncDispose]())
    await expect(startRoom({ dataDir })).rejects.toThrow(
      `The folder ${dataDir} is in use by another room (process ${room.pid}, port ${new URL(room.url).port}).`,
    )
    await room.end('SIGKILL')
    await using next = await startRoom({ dataDir })
    expect((await next.nobody.get('/api/health')).status).toBe(200)
  })
})

describe('a broken settings.json', () => {
  test('of a room is told in a sentence that names it, with nothing touched', async () => {
    await using room = await startRoom()
    await room.owner()
    await room.stop()
    const path = join(room.dataDir, 'settings.json')
    writeFileSync(path, '{ "name": ')
    const before = contentsOf(room.dataDir)
    await expect(startRoom({ dataDir: room.dataDir })).rejects.toThrow(`The file ${path} cannot be read`)
    expect(contentsOf(room.dataDir)).toEqual(before)
    writeFileSync(path, '{ "name": "Den" }')
    await using again = await startRoom({ dataDir: room.dataDir })
    expect((await again.nobody.get('/api/health')).body).toMatchObject({ name: 'Den' })
  })

  test('in a folder without a room is told before one is made', async () => {
    const dataDir = freshFolder()
    writeFileSync(join(dataDir, 'settings.json'), '{ "invite_only": "perhaps" }')
    const before = contentsOf(dataDir)
    await expect(startRoom({ dataDir })).rejects.toThrow(/settings\.json cannot be read: .*invite_only/s)
    expect(contentsOf(dataDir)).toEqual(before)
  })
})

/** Why no file system can be mounted here, read-only for root too; null when it can. */
function whyNoMount(): string | null {
  const tried = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt && mount -o remount,ro /mnt'], {
    encoding: 'utf8',
  })
  if (tried.error) return `unshare: ${tried.error.message}`
  return tried.status === 0 ? null : tried.stderr.trim() || `unshare ended with ${tried.status}`
}

describe('a folder that is not writable', () => {
  const reason = process.platform === 'linux' ? whyNoMount() : 'needs mount namespaces'
  if (reason !== null) process.stdout.write(`NOT RUN: read-only folders: ${reason}\n`)

  /** Starts a room on a folder in a read-only mount; `there` says whether it is there already. */
  const startOnReadOnly = (there: boolean) => {
    const folder = freshFolder()
    const dataDir = join(folder, 'room')
    if (there) mkdirSync(dataDir)
    const script = join(import.meta.dirname, 'child-room.ts')
    const options = JSON.stringify({ dataDir, host: '127.0.0.1', port: 0, announce: false, logLevel: 'silent' })
    const inside = `mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$2" "$3" "$4"`
    const ended = spawnSync('unshare', ['-m', 'sh', '-c', inside, 'sh', folder, process.execPath, script, options], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    return { folder, dataDir, ...ended }
  }

  test.skipIf(reason !== null).each([true, false])(
    '(there already: %s) is told in a sentence, with nothing touched',
    (there) => {
      const { dataDir, folder, status, stderr, stdout } = startOnReadOnly(there)
      expect(stdout).toBe('')
      expect(status).toBe(1)
      expect(stderr).toContain(dataDir)
      expect(stderr).toMatch(/Error: [A-Z][^\n]* (?:cannot|not) [^\n]*writ[^\n]*\./i)
      expect(existsSync(dataDir)).toBe(there)
      expect(contentsOf(folder)).toEqual({})
    },
  )
})

test('a script that fails says so: the check of the checks', async () => {
  expect(await runScript('child-room.ts', ['{}'])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('dataDir') as string,
  })
})
