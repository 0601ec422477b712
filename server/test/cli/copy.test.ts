import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { http, login, register } from '../client.ts'
import { PASSWORD } from '../room.ts'
import { contentsOf, freshFolder } from '../storage/folder.ts'
import { QUICK, command, run, stop } from './command.ts'

const olga = { username: 'olga', password: PASSWORD }
const Channels = z.array(z.looseObject({ id: z.string(), name: z.string() }))
const roomIn = (dataDir: string) => command([...QUICK, '--json', '--data-dir', dataDir])
const ONE_LINE = /^stuffchat: [^\n]+\n$/

/** What somebody who logs in finds in the hall: texts, and what the files hold. */
async function hallOf(dataDir: string): Promise<string[]> {
  await using room = roomIn(dataDir)
  const owner = await login((await room.listening()).url, olga)
  const [hall] = (await owner.get('/api/channels')).as(Channels)
  const messages = await owner.history(hall?.id ?? '')
  const found = await Promise.all(
    messages.map(async ({ content, file_url }) => content ?? (await owner.get(file_url ?? '')).text),
  )
  await stop(room)
  return found.toReversed()
}

test('backup of a running room and restore, elsewhere and over what was there, by the command line', async () => {
  const folder = freshFolder()
  const [dataDir, copy, other] = [join(folder, 'room'), join(folder, 'copy'), join(folder, 'other')]
  {
    await using room = roomIn(dataDir)
    const owner = await register((await room.listening()).url, olga)
    const { id } = await owner.channel({ name: 'hall' })
    await owner.say(id, 'before')
    await owner.post(`/api/channels/${id}/messages`, { file_id: await owner.file('bytes of a file', 'a.txt') })
    const backup = await run(['backup', copy, '--data-dir', dataDir])
    expect([backup.code, backup.err]).toEqual([0, ''])
    expect(backup.out).toMatch(/^Backed up 2 messages and 1 files \([\d.]+ KiB\) to .*copy\.\n$/)
    await owner.say(id, 'after')

    const refused = await run(['restore', copy, '--data-dir', dataDir])
    expect([refused.code, refused.out]).toEqual([1, ''])
    expect(refused.err).toMatch(ONE_LINE)
    expect(refused.err).toContain(`process ${room.pid}`)
    expect((await http(owner.url).get('/api/health')).status).toBe(200)
    await stop(room)
  }
  const fresh = await run(['restore', copy, '--data-dir', other])
  expect([fresh.code, fresh.err]).toEqual([0, ''])
  expect(fresh.out).toMatch(/^Restored 2 messages and 1 files, as they were at \d{4}-[^ ]+Z\.\n$/)
  expect(await hallOf(other)).toEqual(['before', 'bytes of a file'])

  expect(await hallOf(dataDir)).toEqual(['before', 'bytes of a file', 'after'])
  const over = await run(['--json', '--data-dir', dataDir, 'restore', copy])
  expect([over.code, over.err]).toEqual([0, ''])
  const said = z.looseObject({ event: z.literal('restored'), aside: z.string() }).parse(JSON.parse(over.out))
  expect(said).toMatchObject({ folder: copy, messages: 2, files: 1, lost: [] })
  expect(await hallOf(dataDir)).toEqual(['before', 'bytes of a file'])
  expect(readdirSync(said.aside)).toContain('stuffchat.db')
})

test('backup with --json says one event; a relative folder is meant from where one stands', async () => {
  const cwd = freshFolder()
  {
    await using room = roomIn(join(cwd, 'room'))
    await register((await room.listening()).url, olga)
    await stop(room)
  }
  const { code, out, err } = await run(['backup', 'copy', '--json'], { cwd, env: { STUFFCHAT_DATA_DIR: 'room' } })
  expect([code, err]).toEqual([0, ''])
  const done = { event: 'backed_up', folder: 'copy', messages: 0, files: 0, bytes: expect.any(Number) as number }
  expect(JSON.parse(out)).toEqual(done)
  expect(readdirSync(join(cwd, 'copy'))).toContain('manifest.json')
})

test('a backup that cannot be made is one line that names the folder, and leaves nothing', async () => {
  const folder = freshFolder()
  const dataDir = join(folder, 'room')
  {
    await using room = roomIn(dataDir)
    await room.listening()
    await stop(room)
  }
  mkdirSync(join(folder, 'full'))
  writeFileSync(join(folder, 'full', 'letter.txt'), 'mine')
  const before = contentsOf(folder)
  const cases: [string, string][] = [
    [join(folder, 'full'), dataDir],
    [join(folder, 'full', 'letter.txt'), dataDir],
    [join(dataDir, 'inside'), dataDir],
    [dataDir, dataDir],
    [join(folder, 'copy'), join(folder, 'missing')],
    [join(folder, 'copy'), join(folder, 'full')],
  ]
  for (const [target, from] of cases) {
    const { code, out, err } = await run(['backup', target, '--data-dir', from])
    expect([target, code, out]).toEqual([target, 1, ''])
    expect(err).toMatch(ONE_LINE)
    expect(contentsOf(folder)).toEqual(before)
  }
  expect(readdirSync(folder).toSorted()).toEqual(['full', 'room'])
})

test('a restore of what is no backup is one line, and leaves the room as it was', async () => {
  const folder = freshFolder()
  const dataDir = join(folder, 'room')
  {
    await using room = roomIn(dataDir)
    await room.listening()
    await stop(room)
  }
  mkdirSync(join(folder, 'broken'))
  writeFileSync(join(folder, 'broken', 'manifest.json'), '{ "version": ')
  const before = contentsOf(folder)
  for (const source of [join(folder, 'missing'), join(folder, 'broken'), dataDir]) {
    const { code, out, err } = await run(['restore', source, '--data-dir', dataDir])
    expect([source, code, out]).toEqual([source, 1, ''])
    expect(err).toMatch(ONE_LINE)
    expect(contentsOf(folder)).toEqual(before)
  }
  const elsewhere = await run(['restore', join(folder, 'broken'), '--data-dir', join(folder, 'new')])
  expect([elsewhere.code, elsewhere.out]).toEqual([1, ''])
  expect(readdirSync(folder).toSorted()).toEqual(['broken', 'room'])
})
