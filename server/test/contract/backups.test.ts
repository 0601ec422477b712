import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { restoreRoom } from '../../backup/restore.ts'
import { takeBlobLock } from '../../storage/pause.ts'
import { BackupJob, BackupList, backupEnded, makeBackup } from '../backups.ts'
import { http } from '../client.ts'
import type { Person } from '../client.ts'
import { expectEmpty, expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import { TIME, UUID_V4 } from '../shapes.ts'
import { freshFolder } from '../storage/folder.ts'

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/
const listOf = async (who: Person) => (await who.get('/api/admin/backups')).as(BackupList)
const sayFile = async (who: Person, channelId: string, text: string) =>
  who.say(channelId, text, { file_id: await who.file(`bytes of ${text}`, `${text}.txt`) })

test('[HP7] a backup of a room that goes on, and the room that is restored from it', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const { id } = await owner.channel({ name: 'talk' })
  await sayFile(owner, id, 'before')
  expect(await listOf(owner)).toEqual({ backups: [], job: null })

  const lock = takeBlobLock(room.dataDir)
  const begun = (await owner.post('/api/admin/backups')).as(BackupJob)
  expect(begun).toEqual({
    id: expect.stringMatching(UUID_V4),
    name: expect.stringMatching(NAME),
    state: 'running',
    step: 'database',
    done: 0,
    total: 0,
    problem: null,
  })
  await owner.say(id, 'meanwhile')
  expect(await listOf(owner)).toEqual({ backups: [], job: begun })
  lock?.release()
  const ended = await backupEnded(owner)
  expect(ended).toMatchObject({ id: begun.id, state: 'done', step: 'files', problem: null })
  expect(ended?.done).toBe('bytes of before'.length)
  expect(ended?.total).toBe(ended?.done)

  const { backups } = await listOf(owner)
  expect(backups).toEqual([
    {
      name: begun.name,
      made_at: expect.stringMatching(TIME),
      bytes: expect.any(Number),
      messages: 2,
      files: 1,
      complete: true,
      lost_files: 0,
    },
  ])
  const source = join(`${room.dataDir}-backups`, begun.name)
  const dataDir = join(freshFolder(), 'room')
  expect(await restoreRoom({ dataDir, source })).toMatchObject({ messages: 2, files: 1, bytes: backups[0]?.bytes })
  await using again = await startRoom({ dataDir })
  const page = await http(again.url, () => owner.auth.access_token).get(`/api/channels/${id}/messages`)
  expect(page.body).toMatchObject([{ content: 'meanwhile' }, { content: 'before' }])

  // A restarted room knows its backups, but not how the last one ended; newest first.
  await room.restart()
  await owner.refresh()
  expect(await listOf(owner)).toEqual({ backups, job: null })
  const { name: second } = await makeBackup(owner)
  expect((await listOf(owner)).backups.map(({ name }) => name)).toEqual([second, begun.name])
})

test('[HP8] one backup at a time', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const lock = takeBlobLock(room.dataDir)
  const { name } = (await owner.post('/api/admin/backups')).as(BackupJob)
  expectFailure(await owner.post('/api/admin/backups'), 409, 'backup_running')
  expectFailure(await owner.delete(`/api/admin/backups/${name}`), 409, 'backup_running')
  lock?.release()
  expect((await backupEnded(owner))?.state).toBe('done')
  expect((await makeBackup(owner)).state).toBe('done')
  expect((await listOf(owner)).backups.length).toBe(2)
})

test('[HP9] a backup that fails says why', async () => {
  const folder = freshFolder()
  const dataDir = join(folder, 'room')
  await using inside = await startRoom({ dataDir, backupDir: join(dataDir, 'backups') })
  const owner = await inside.owner()
  expect(await makeBackup(owner)).toMatchObject({
    state: 'failed',
    problem: `The backup must not lie inside the room's own folder ${dataDir}. Please name another one.`,
  })
  expect((await listOf(owner)).backups).toEqual([])
  expect(existsSync(join(dataDir, 'backups'))).toBe(false)

  writeFileSync(join(folder, 'file'), '')
  await inside.restart({ backupDir: join(folder, 'file', 'backups') })
  await owner.refresh()
  const failed = await makeBackup(owner)
  expect([failed.state, failed.problem]).toEqual(['failed', expect.stringMatching(/^The backup to .* failed: ENOTDIR/)])
  // The next one may be made all the same, somewhere else.
  await inside.restart({ backupDir: join(folder, 'elsewhere') })
  await owner.refresh()
  expect((await makeBackup(owner)).state).toBe('done')
  expect(readdirSync(join(folder, 'elsewhere')).length).toBe(1)
})

test('[HP10] a backup is deleted, by its name only', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const { name } = await makeBackup(owner)
  const folder = `${room.dataDir}-backups`
  const mine = join(freshFolder(), 'mine')
  mkdirSync(mine)
  writeFileSync(join(mine, 'a.txt'), 'a')
  mkdirSync(join(folder, 'notes'))
  const link = '2020-01-01T00-00-00-000Z'
  symlinkSync(mine, join(folder, link))
  const strange = [
    'notes',
    link,
    '..',
    '.',
    `../${room.dataDir.split('/').at(-1) ?? ''}`,
    `${name}/blobs`,
    `./${name}`,
    `${name}/`,
    '9999-99-99T99-99-99-999Z',
    '2020-01-01T00-00-00-001Z',
    `${name}\0`,
  ]
  for (const one of strange) {
    const reply = await owner.delete(`/api/admin/backups/${encodeURIComponent(one)}`)
    expect([one, reply.status >= 400 && reply.status < 500]).toEqual([one, true])
  }
  expectFailure(await owner.delete(`/api/admin/backups/${link}`), 404, 'not_found')
  expect((await listOf(owner)).backups.map((backup) => backup.name)).toEqual([name])
  expectEmpty(await owner.delete(`/api/admin/backups/${name}`))
  expectFailure(await owner.delete(`/api/admin/backups/${name}`), 404)
  expect((await listOf(owner)).backups).toEqual([])
  expect(readdirSync(folder).toSorted()).toEqual([link, 'notes'])
  expect(readFileSync(join(mine, 'a.txt'), 'utf8')).toBe('a')
  expect((await owner.get('/api/users/me')).status).toBe(200)

  // One that was broken off, by a crash say, is shown as such and can be deleted.
  const broken = '2021-02-03T04-05-06-789Z'
  mkdirSync(join(folder, broken))
  writeFileSync(join(folder, broken, 'stuffchat.db'), '')
  const nothing = { bytes: 0, messages: 0, files: 0, complete: false, lost_files: 0 }
  expect((await listOf(owner)).backups).toEqual([{ name: broken, made_at: '2021-02-03T04:05:06.789Z', ...nothing }])
  expectEmpty(await owner.delete(`/api/admin/backups/${broken}`))
  expect(readdirSync(folder).toSorted()).toEqual([link, 'notes'])
})

test('[HP11] a backup of a room that has lost a file says so', async () => {
  await using room = await startRoom()
  const owner = await room.owner()
  const { id } = await owner.channel({ name: 'talk' })
  await sayFile(owner, id, 'kept')
  const lost = (await sayFile(owner, id, 'lost')).file_url?.split('/')[2] ?? ''
  rmSync(join(room.dataDir, 'blobs', lost.slice(0, 2), lost))
  const job = await makeBackup(owner)
  expect([job.state, job.problem]).toEqual([
    'done',
    expect.stringMatching(/complete but for 1 of 2 files.*"lost\.txt"/),
  ])
  expect((await listOf(owner)).backups).toEqual([
    expect.objectContaining({ name: job.name, complete: false, lost_files: 1, files: 1, messages: 2 }),
  ])
})

test('[HP12] a room that closes does not wait for its backup, and leaves nothing of it', async () => {
  const dataDir = join(freshFolder(), 'room')
  const room = await startRoom({ dataDir })
  onTestFinished(() => room.close())
  const owner = await room.owner()
  const { id } = await owner.channel({ name: 'talk' })
  const big = new Uint8Array(48 * 2 ** 20)
  await owner.say(id, 'big', { file_id: await owner.file(big, 'big.bin') })
  await owner.post('/api/admin/backups')
  const isCopying = async () => {
    const { job } = await listOf(owner)
    return job?.step === 'files' || job?.state !== 'running'
  }
  await expect.poll(isCopying, { interval: 2, timeout: 10_000 }).toBe(true)
  const began = performance.now()
  await room.stop()
  expect(performance.now() - began).toBeLessThan(3_000)
  const folder = join(dirname(dataDir), 'room-backups')
  const left = existsSync(folder) ? readdirSync(folder) : []
  // Quick enough, it is whole.
  expect(left.filter((name) => !existsSync(join(folder, name, 'manifest.json')))).toEqual([])

  // Nor does one that waits for another's end hold it up.
  await room.restart()
  await owner.refresh()
  const lock = takeBlobLock(dataDir)
  await owner.post('/api/admin/backups')
  const again = performance.now()
  await room.stop()
  expect(performance.now() - again).toBeLessThan(3_000)
  lock?.release()
})
