import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Health } from '#protocol/health.ts'
import { parseInvitation } from '#protocol/invitation.ts'
import { z } from 'zod'
import { VERSION } from '../../version.ts'
import { http, register } from '../client.ts'
import { PASSWORD } from '../room.ts'
import { freshFolder } from '../storage/folder.ts'
import { QUICK, command, stop } from './command.ts'

const CODE = /^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/
const owner = (url: string) => register(url, { username: 'olga', password: PASSWORD })

test('with --json every line is one event: where it is, the owner code, closing, closed', async () => {
  const dataDir = join(freshFolder(), 'deep', 'room')
  await using room = command([...QUICK, '--data-dir', dataDir, '--json'])
  const first = await room.listening()
  expect(first).toEqual({
    event: 'listening',
    url: `http://127.0.0.1:${first.port}`,
    port: first.port,
    data_dir: dataDir,
    version: VERSION,
  })
  expect(Object.keys(first)).toEqual(['event', 'url', 'port', 'data_dir', 'version'])
  expect((await http(first.url).get('/api/health')).status).toBe(200)
  await room.says(/owner_code.*\n/)
  const { code } = await stop(room, 'SIGINT')
  expect(code).toBe(0)
  expect(room.lines()).toEqual([
    first,
    { event: 'owner_code', code: expect.stringMatching(CODE) as string },
    { event: 'closing', signal: 'SIGINT' },
    { event: 'closed' },
  ])
})

test('an open room that others can reach says how they are invited; one by invitation does not', async () => {
  await using room = command([...QUICK, '--host', '0.0.0.0', '--data-dir', freshFolder(), '--name', 'Attic', '--json'])
  const { url, port } = await room.listening()
  await room.says(/owner_code.*\n/)
  const { identity, room_id } = (await http(url).get('/api/health')).as(Health)
  const { link } = z.object({ link: z.string() }).parse(room.lines()[1])
  const parsed = parseInvitation(link)
  expect(parsed).toMatchObject({ ok: true, invitation: { identity, room_id, name: 'Attic', code: null } })
  expect(parsed.ok && parsed.invitation.addresses.every((address) => address.endsWith(`:${port}`))).toBe(true)

  const closed = ['--host', '0.0.0.0', '--data-dir', freshFolder(), '--invite-only', '--json']
  await using shut = command([...QUICK, ...closed])
  await shut.says(/owner_code.*\n/)
  expect(shut.lines().map(({ event }) => event)).toEqual(['listening', 'owner_code'])
})

test('a relative folder is told as a whole path', async () => {
  const cwd = freshFolder()
  await using room = command([...QUICK, '--data-dir', 'here', '--json'], { cwd })
  expect((await room.listening()).data_dir).toBe(join(cwd, 'here'))
})

test('with nothing said, data lies where the platform keeps it', async () => {
  const folder = freshFolder()
  await using room = command([...QUICK, '--json'], { env: { XDG_DATA_HOME: folder, HOME: folder, APPDATA: folder } })
  const { data_dir: dataDir } = await room.listening()
  expect(dataDir.startsWith(folder)).toBe(true)
  expect(existsSync(join(dataDir, 'stuffchat.db'))).toBe(true)
})

test('people are told where the room is, where its data lies and how it gets an owner', async () => {
  const dataDir = join(freshFolder(), 'room')
  await using room = command([...QUICK, '--data-dir', dataDir])
  await room.says(/Owner:[^]*: \S{19}\n/)
  expect(room.out).toMatch(/^ {2}Here: {4}http:\/\/127\.0\.0\.1:\d+$/m)
  expect(room.out).toContain(`  Data:    ${dataDir}\n`)
  expect(room.out).toContain(`Stuffchat ${VERSION}`)
  expect(room.out.trim().split(/\s/).at(-1)).toMatch(CODE)
  expect(() => room.lines()).toThrow()
  const { code, out, err } = await stop(room, 'SIGINT')
  expect([code, err]).toEqual([0, ''])
  expect(out).toContain('Closing the room')
  expect(out).toMatch(/Closed\. Everything is on the disk\.\n$/)
})

test('the owner code is the same until there is an owner, and never told again', async () => {
  const dataDir = join(freshFolder(), 'room')
  const codeOf = async (): Promise<unknown> => {
    await using room = command([...QUICK, '--data-dir', dataDir, '--json'])
    await room.says(/owner_code.*\n/)
    await stop(room)
    return room.lines()[1]?.['code']
  }
  const code = await codeOf()
  expect(await codeOf()).toBe(code)
  {
    await using room = command([...QUICK, '--data-dir', dataDir, '--json'])
    await owner((await room.listening()).url)
    await stop(room)
  }
  await using json = command([...QUICK, '--data-dir', dataDir, '--json'])
  await json.listening()
  expect((await stop(json)).out).not.toContain('owner')
  await using plain = command([...QUICK, '--data-dir', dataDir])
  await plain.says(/Data: .*\n/)
  expect((await stop(plain)).out).not.toMatch(/owner/i)
})

test('on all interfaces, which is so by default, this machine reaches it on loopback', async () => {
  await using room = command(['--port', '0', '--no-announce', '--json', '--data-dir', join(freshFolder(), 'room')])
  const { url, port } = await room.listening()
  expect(url).toBe(`http://127.0.0.1:${port}`)
  expect((await http(url).get('/api/health')).status).toBe(200)
})

test('--server-only, which starts the desktop app without its window, changes nothing here', async () => {
  await using room = command(['--server-only', ...QUICK, '--data-dir', join(freshFolder(), 'room'), '--json'])
  expect((await http((await room.listening()).url).get('/api/health')).status).toBe(200)
})

test('a reader of its output that goes away does not end it', async () => {
  await using room = command([...QUICK, '--data-dir', join(freshFolder(), 'room'), '--json'])
  const { url } = await room.listening()
  room.deafen()
  await owner(url)
  expect((await http(url).get('/api/health')).status).toBe(200)
  expect((await stop(room)).code).toBe(0)
})
