import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { backupRoom } from '../../backup/backup.ts'
import { BackupFailed, BackupIncomplete } from '../../backup/errors.ts'
import { Manifest } from '../../backup/manifest.ts'
import { restoreRoom } from '../../backup/restore.ts'
import { migrations } from '../../storage/migrations/list.ts'
import { takeBlobLock } from '../../storage/pause.ts'
import { http, person } from '../client.ts'
import type { Person } from '../client.ts'
import { startRoom } from '../room.ts'
import { Message } from '../shapes.ts'
import { startChildRoom } from './child.ts'
import { contentsOf, freshFolder } from './folder.ts'

const manifestOf = (folder: string) => Manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
const blobOf = (dataDir: string, id: string) => join(dataDir, 'blobs', id.slice(0, 2), id)
const idOf = (fileUrl: string | null) => fileUrl?.split('/')[2] ?? ''
const sayFile = async (who: Person, channelId: string, text: string) =>
  who.say(channelId, text, { file_id: await who.file(`bytes of ${text}`, `${text}.txt`) })

/** Posts, uploads, deletes and edits in a channel until it is stopped; gives what was acknowledged and kept. */
function keepBusy(who: Person, channelId: string, name: string) {
  const kept: Message[] = []
  let stopped = false
  const work = async () => {
    for (let n = 0; !stopped; n += 1) {
      kept.push(await who.say(channelId, `${name} ${n}`))
      const doomed = await sayFile(who, channelId, `${name} doomed ${n}`)
      kept.push(await sayFile(who, channelId, `${name} kept ${n}`))
      await who.delete(`/api/messages/${doomed.id}`)
    }
  }
  const working = work()
  return {
    soFar: () => kept.slice(),
    stop: async () => {
      stopped = true
      await working
    },
  }
}

/** All of a channel, oldest first. */
async function wholeOf(who: Person, channelId: string): Promise<Message[]> {
  const all: Message[] = []
  for (;;) {
    const page = await who.history(channelId, { after_seq: String(all.at(-1)?.seq ?? 0), limit: '200' })
    if (page.length === 0) return all
    all.push(...page)
  }
}

describe('a backup of a busy room', () => {
  test('holds every message acknowledged before it began; restored elsewhere it is a room with the same tokens', async () => {
    const dataDir = join(freshFolder(), 'room')
    const target = join(freshFolder(), 'backups', 'one')
    const room = await startChildRoom(dataDir)
    onTestFinished(() => room[Symbol.asyncDispose]())
    const account = { username: 'owner', password: 'correct horse battery' }
    const owner = person(room.url, account, await http(room.url).post('/api/auth/register', account))
    const channel = await owner.channel({ name: 'talk' })
    await owner.patch('/api/admin/settings', { name: 'The Den' })
    const writers = ['a', 'b', 'c', 'd'].map((name) => keepBusy(owner, channel.id, name))
    await expect.poll(() => writers.flatMap((writer) => writer.soFar()).length, { timeout: 15_000 }).toBeGreaterThan(40)

    const before = writers.flatMap((writer) => writer.soFar())
    const steps = new Set<string>()
    const result = await backupRoom({
      dataDir,
      target,
      onProgress: ({ step, bytes, totalBytes }) => {
        steps.add(step)
        expect(bytes).toBeLessThanOrEqual(totalBytes)
      },
    })
    const whileItRan = writers.flatMap((writer) => writer.soFar()).length - before.length
    for (const writer of writers) await writer.stop()
    await room.end('SIGKILL')
    expect(before.length).toBeGreaterThan(20)
    expect(whileItRan).toBeGreaterThan(0)
    expect([...steps]).toEqual(['database', 'files'])

    const manifest = manifestOf(target)
    expect(manifest).toMatchObject({ schema_version: migrations.length, lost: [], ...result })
    const hashes = contentsOf(target)
    expect(Object.keys(hashes).toSorted()).toEqual(
      [...manifest.contents.map(({ path }) => path), 'manifest.json'].toSorted(),
    )
    for (const { path, sha256 } of manifest.contents) expect(hashes[path]).toBe(sha256)
    expect(Object.keys(hashes)).toEqual(
      expect.arrayContaining(['settings.json', 'secrets/token.key', 'secrets/room-id']),
    )
    expect(statSync(target).mode & 0o777).toBe(0o700)
    for (const path of Object.keys(hashes)) expect(statSync(join(target, path)).mode & 0o777).toBe(0o600)

    const elsewhere = join(freshFolder(), 'restored')
    const restored = await restoreRoom({ dataDir: elsewhere, source: target })
    expect(restored).toMatchObject({ ...result, aside: null, lost: [], madeAt: manifest.made_at })
    const again = await startChildRoom(elsewhere)
    onTestFinished(() => again[Symbol.asyncDispose]())
    const { access_token, refresh_token, refresh_token_id } = owner.auth
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await http(again.url).get('/api/users/me', headers)).status).toBe(200)
    expect((await http(again.url).get('/api/health')).body).toMatchObject({ name: 'The Den' })
    const back = person(
      again.url,
      account,
      await http(again.url).post('/api/auth/refresh', { refresh_token, refresh_token_id }),
    )
    const all = new Map((await wholeOf(back, channel.id)).map((message) => [message.id, message]))
    expect(result.messages).toBe(all.size)
    for (const message of before) expect(all.get(message.id)).toEqual(message)
    for (const message of all.values()) {
      if (message.file_url === null) continue
      const file = await back.get(message.file_url)
      expect([file.status, file.text]).toEqual([200, `bytes of ${message.content ?? ''}`])
    }
    await again.end()
    expect(statSync(join(elsewhere, 'secrets')).mode & 0o777).toBe(0o700)
    expect(statSync(join(elsewhere, 'secrets', 'token.key')).mode & 0o777).toBe(0o600)
    const db = new DatabaseSync(join(elsewhere, 'stuffchat.db'), { readOnly: true })
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    db.close()
  })

  test('in the same process, twice at once: one is made, the other is told so, the room goes on', async () => {
    await using room = await startRoom()
    const owner = await room.owner()
    const channel = await owner.channel({ name: 'talk' })
    await sayFile(owner, channel.id, 'one')
    const targets = [join(freshFolder(), 'a'), join(freshFolder(), 'b')]
    const held = takeBlobLock(room.dataDir)
    const waiting = backupRoom({ dataDir: room.dataDir, target: targets[0] ?? '' })
    await expect(backupRoom({ dataDir: room.dataDir, target: targets[1] ?? '' }, { lockWaitMs: 50 })).rejects.toThrow(
      `Another backup of ${room.dataDir} is being made`,
    )
    expect(existsSync(targets[1] ?? '')).toBe(false)
    held?.release()
    expect(await waiting).toMatchObject({ messages: 1, files: 1 })
    await sayFile(owner, channel.id, 'two')
    // The room's own locks are as they were.
    await expect(startRoom({ dataDir: room.dataDir })).rejects.toThrow(`process ${process.pid}`)
  })

  test('of a stopped room, and of what was restored from it, is the same', async () => {
    const room = await startRoom()
    onTestFinished(() => room.close())
    const owner = await room.owner()
    const channel = await owner.channel({ name: 'talk' })
    await sayFile(owner, channel.id, 'one')
    await room.stop()
    const [a, b, restored] = [join(freshFolder(), 'a'), join(freshFolder(), 'b'), join(freshFolder(), 'c')]
    await backupRoom({ dataDir: room.dataDir, target: a })
    await restoreRoom({ dataDir: restored, source: a })
    await backupRoom({ dataDir: restored, target: b })
    // The database's own counters of changes are other ones.
    const essence = (folder: string) =>
      manifestOf(folder).contents.map((content) => ({
        ...content,
        sha256: content.path.endsWith('.db') || content.sha256,
      }))
    expect(essence(b)).toEqual(essence(a))
  })
})

describe('a backup that cannot be', () => {
  const refused = async (options: { dataDir: string; target: string }, sentence: string | RegExp, deps = {}) => {
    const failed = await backupRoom(options, deps).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failed).toBeInstanceOf(BackupFailed)
    expect((failed as BackupFailed).message).toMatch(sentence)
  }

  test('says why, and leaves nothing', async () => {
    await using room = await startRoom()
    await room.owner()
    const { dataDir } = room
    const folder = freshFolder()
    await refused({ dataDir: folder, target: join(folder, 'x') }, `There is no room in ${folder}.`)
    await refused({ dataDir, target: join(dataDir, 'backup') }, `must not lie inside the room's own folder ${dataDir}`)
    await refused({ dataDir, target: dataDir }, 'must not lie inside')

    const full = join(folder, 'full')
    mkdirSync(full)
    writeFileSync(join(full, 'mine.txt'), 'mine')
    await refused({ dataDir, target: full }, `The folder ${full} is not empty. Please name an empty or a new one.`)
    writeFileSync(join(full, 'stuffchat.db'), '')
    await refused({ dataDir, target: full }, /not empty: it looks like a backup that was broken off/)
    expect(readFileSync(join(full, 'mine.txt'), 'utf8')).toBe('mine')

    const tight = { freeBytesAt: async () => 5 * 2 ** 20 }
    await refused(
      { dataDir, target: join(folder, 'deep', 'er') },
      /not enough room .* it takes 16\.\d MiB, and 5\.0 MiB are free/,
      tight,
    )
    writeFileSync(join(folder, 'file'), '')
    await refused({ dataDir, target: join(folder, 'file', 'x') }, /The backup to .* failed: ENOTDIR/)
    expect(existsSync(join(folder, 'deep'))).toBe(false)

    const target = join(folder, 'deep', 'er')
    const broken = {
      wallClock: () => {
        throw new Error('the clock broke')
      },
    }
    await refused({ dataDir, target }, /failed: the clock broke/, broken)
    expect(existsSync(join(folder, 'deep'))).toBe(false)
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    await refused({ dataDir, target: empty }, /failed: the clock broke/, broken)
    expect(contentsOf(empty)).toEqual({})
    await expect(backupRoom({ dataDir, target: empty })).resolves.toMatchObject({ files: 0 })
  })

  test('because of files that the room has lost is one of all the rest, and names them', async () => {
    await using room = await startRoom()
    const owner = await room.owner()
    const channel = await owner.channel({ name: 'talk' })
    const messages: Message[] = []
    for (const text of ['kept', 'missing', 'damaged']) messages.push(await sayFile(owner, channel.id, text))
    const [, missing, damaged] = messages.map(({ file_url }) => blobOf(room.dataDir, idOf(file_url)))
    rmSync(missing ?? '')
    writeFileSync(damaged ?? '', 'bytes of damageD')
    const target = join(freshFolder(), 'backup')
    const failed: unknown = await backupRoom({ dataDir: room.dataDir, target }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(BackupIncomplete)
    expect((failed as Error).message).toMatch(/complete but for 2 of 3 files.*"missing\.txt"/)
    expect((failed as Error).message).toContain('"damaged.txt"')
    const reasons = Object.fromEntries(manifestOf(target).lost.map(({ name, reason }) => [name, reason]))
    expect(reasons).toEqual({ 'missing.txt': 'missing', 'damaged.txt': 'damaged' })

    const restored = join(freshFolder(), 'room')
    const { files, lost } = await restoreRoom({ dataDir: restored, source: target })
    expect([files, lost.toSorted()]).toEqual([1, ['damaged.txt', 'missing.txt']])
    await using again = await startRoom({ dataDir: restored })
    const { access_token } = owner.auth
    const page = await http(again.url, () => access_token).get(`/api/channels/${channel.id}/messages`)
    expect(page.as(z.array(Message)).map(({ content }) => content)).toEqual(['damaged', 'missing', 'kept'])
    const statuses = await Promise.all(
      messages.map(async ({ file_url }) => (await again.nobody.get(file_url ?? '')).status),
    )
    expect(statuses).toEqual([200, 404, 404])
  })
})

describe('deletions', () => {
  test('of blobs wait while a backup copies them, and are made up for afterwards', async () => {
    // The sweeper comes by each second.
    await using room = await startRoom({ limits: { unattached_ms: 4_000 } })
    const owner = await room.owner()
    const channel = await owner.channel({ name: 'talk' })
    const [one, other] = [await sayFile(owner, channel.id, 'one'), await sayFile(owner, channel.id, 'other')]
    const blob = blobOf(room.dataDir, idOf(one.file_url))
    const lock = takeBlobLock(room.dataDir)
    expect(lock).not.toBeNull()
    await owner.delete(`/api/messages/${one.id}`)
    expect((await room.nobody.get(one.file_url ?? '')).status).toBe(404)
    // Old enough to be swept, if it were not for the backup.
    utimesSync(blob, 0, 0)
    await sleep(2_500)
    expect(existsSync(blob)).toBe(true)
    lock?.release()
    await expect.poll(() => existsSync(blob), { timeout: 5_000 }).toBe(false)
    expect(existsSync(blobOf(room.dataDir, idOf(other.file_url)))).toBe(true)
  })

  test('of many files at once are all done at once, although only one sweeper may be at it', async () => {
    await using room = await startRoom({ limits: { uploads_per_user: 50 } })
    const owner = await room.owner()
    const channel = await owner.channel({ name: 'talk' })
    const messages = await Promise.all(Array.from({ length: 20 }, (_, n) => sayFile(owner, channel.id, `file ${n}`)))
    await Promise.all(messages.map(({ id }) => owner.delete(`/api/messages/${id}`)))
    const left = () => messages.filter(({ file_url }) => existsSync(blobOf(room.dataDir, idOf(file_url)))).length
    await expect.poll(left, { timeout: 3_000 }).toBe(0)
  })
})
