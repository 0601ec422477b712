import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeBackup } from '../backups.ts'
import { http, register } from '../client.ts'
import type { Http } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { PASSWORD } from '../room.ts'
import { freshFolder } from '../storage/folder.ts'
import { QUICK, command, stop } from './command.ts'
import type { Command } from './command.ts'

const Health = z.looseObject({ name: z.string(), config: z.looseObject({ invite_only: z.boolean() }) })
const healthOf = async (api: Http) => (await api.get('/api/health')).as(Health)
const roomWith = (args: readonly string[], dataDir = join(freshFolder(), 'room')): Command =>
  command([...QUICK, '--json', '--data-dir', dataDir, ...args])
const apiOf = async (room: Command) => http((await room.listening()).url)
const olga = { username: 'olga', password: PASSWORD }

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('--port is the port, and 0 one that is free', async () => {
  const port = await freePort()
  await using one = roomWith(['--port', String(port)])
  await using other = roomWith([])
  expect(await one.listening()).toMatchObject({ port, url: `http://127.0.0.1:${port}` })
  expect((await other.listening()).port).not.toBe(port)
  expect((await other.listening()).port).toBeGreaterThan(0)
})

test('--host may be an IPv6 address', async () => {
  await using room = roomWith(['--host', '::1'])
  const { url, port } = await room.listening()
  expect(url).toBe(`http://[::1]:${port}`)
  expect((await http(url).get('/api/health')).status).toBe(200)
  await expect(http(`http://127.0.0.1:${port}`).get('/api/health')).rejects.toThrow('fetch failed')
})

test('--backup-dir is where backups go that an admin makes; a relative one is of the folder where the room is started', async () => {
  const folder = freshFolder()
  const start = [...QUICK, '--json', '--data-dir', join(folder, 'room'), '--backup-dir', 'copies']
  await using room = command(start, { cwd: folder })
  const owner = await register((await room.listening()).url, olga)
  const { name, state } = await makeBackup(owner)
  expect([state, existsSync(join(folder, 'copies', name, 'manifest.json'))]).toEqual(['done', true])
})

test('--name, --invite-only and --open are kept, and stay when they are not said again', async () => {
  const dataDir = join(freshFolder(), 'room')
  const seen: unknown[] = []
  const first = { name: 'Den', config: { invite_only: true } }
  for (const args of [['--name', 'Den', '--invite-only'], [], ['--open'], [], ['--name', ' Größe 🎈 '], []]) {
    await using room = roomWith(args, dataDir)
    const { name, config } = await healthOf(await apiOf(room))
    seen.push({ name, config })
    await stop(room)
  }
  const open = { ...first, config: { invite_only: false } }
  const named = { ...open, name: 'Größe 🎈' }
  expect(seen).toEqual([first, first, open, open, named, named])
})

test('--invite-only keeps strangers out; a fresh room is open', async () => {
  for (const [args, status] of [
    [['--invite-only'], 400],
    [[], 200],
  ] as const) {
    await using room = roomWith(args)
    const { url } = await room.listening()
    await register(url, olga)
    expect((await http(url).post('/api/auth/register', { username: 'otto', password: PASSWORD })).status).toBe(status)
  }
})

test('--origin, more than once, lets those pages in', async () => {
  const pages = ['https://chat.example.org', 'http://other.example:8080']
  await using room = roomWith(pages.flatMap((page) => ['--origin', page]))
  const api = await apiOf(room)
  for (const origin of pages) {
    const reply = await api.get('/api/health', { origin })
    expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([200, origin])
  }
  expectFailure(await api.get('/api/health', { origin: 'https://evil.example' }), 403)
})

test('--trusted-proxy believes that proxy, and nobody is believed without it', async () => {
  const limits = ['--limit', 'register_burst=1', '--limit', 'register_per_second=0.001']
  const statusesOf = async (args: readonly string[]) => {
    await using room = roomWith([...limits, ...args])
    const api = await apiOf(room)
    const statuses: number[] = []
    for (const [n, address] of ['203.0.113.1', '203.0.113.2', '203.0.113.2'].entries()) {
      const json = { username: `guest${n}`, password: PASSWORD }
      const ask = { json, headers: { 'x-forwarded-for': address } }
      statuses.push((await api.ask('POST', '/api/auth/register', ask)).status)
    }
    return statuses
  }
  expect(await statusesOf(['--trusted-proxy', '127.0.0.0/8'])).toEqual([200, 200, 429])
  expect(await statusesOf(['--trusted-proxy', '192.0.2.1', '--trusted-proxy', '127.0.0.1'])).toEqual([200, 200, 429])
  expect(await statusesOf(['--trusted-proxy', '192.0.2.0/24'])).toEqual([200, 429, 429])
  expect(await statusesOf([])).toEqual([200, 429, 429])
})

test('--private-files signs the addresses of files and asks for more than the id', async () => {
  for (const isPrivate of [true, false]) {
    await using room = roomWith(isPrivate ? ['--private-files'] : [])
    const { url } = await room.listening()
    const owner = await register(url, olga)
    const { id } = await owner.channel({ name: 'hall' })
    const { file_url: path } = await owner.say(id, '', { file_id: await owner.file('bytes', 'a.txt') })
    expect((path ?? '').includes('?exp=')).toBe(isPrivate)
    expect((await http(url).get(path ?? '')).status).toBe(200)
    expect((await http(url).get((path ?? '').replace(/\?.*/, ''))).status).toBe(isPrivate ? 401 : 200)
  }
})

test('--password-cost is the cost of new hashes; older ones still open the door', async () => {
  const dataDir = join(freshFolder(), 'room')
  const costs = async (cost: string, username: string) => {
    await using room = roomWith(['--password-cost', cost], dataDir)
    const { url } = await room.listening()
    await register(url, { username, password: PASSWORD })
    const login = await http(url).post('/api/auth/login', { username_or_email: 'olga', password: PASSWORD })
    expect(login.status).toBe(200)
    await stop(room)
    using database = new DatabaseSync(join(dataDir, 'stuffchat.db'), { readOnly: true })
    const row = database.prepare('SELECT password FROM users WHERE username = ?').get(username)
    return /\bln=(\d+)/.exec(String(row?.['password']))?.[1]
  }
  expect(await costs('9', 'olga')).toBe('9')
  expect(await costs('10', 'otto')).toBe('10')
})

test('--limit, more than once, sets those limits; of one that is said twice the last counts', async () => {
  await using room = roomWith(['--limit', 'content_chars=5', '--limit', 'emojis=1', '--limit', 'content_chars=3'])
  const owner = await register((await room.listening()).url, olga)
  const { id } = await owner.channel({ name: 'hall' })
  expect((await owner.post(`/api/channels/${id}/messages`, { content: 'abc' })).status).toBe(200)
  expectFailure(await owner.post(`/api/channels/${id}/messages`, { content: 'abcd' }), 400)
})

test('--limit rates=off lifts the rate limits', async () => {
  for (const [args, last] of [
    [[], 429],
    [['--limit', 'rates=off'], 200],
  ] as const) {
    await using room = roomWith(['--limit', 'register_burst=1', '--limit', 'register_per_second=0.001', ...args])
    const { url } = await room.listening()
    await register(url, olga)
    expect((await http(url).post('/api/auth/register', { username: 'otto', password: PASSWORD })).status).toBe(last)
  }
})

test('--log-level sets what standard error gets; sentences come without a log, events with one', async () => {
  const logOf = async (args: readonly string[]) => {
    await using room = command([...QUICK, '--data-dir', join(freshFolder(), 'room'), ...args])
    await room.says(/http:\/\/[^\s"]+/)
    const api = http(/http:\/\/[^\s"]+/.exec(room.out)?.[0] ?? '')
    expect((await api.get('/api/health')).status).toBe(200)
    expectFailure(await api.get('/api/users/me'), 401)
    const { err } = await stop(room)
    return [...new Set([...err.matchAll(/"level":(\d+)/g)].map(([, level]) => Number(level)))].toSorted((a, b) => a - b)
  }
  expect(await logOf([])).toEqual([])
  expect(await logOf(['--json'])).toEqual([30])
  expect(await logOf(['--log-level', 'debug'])).toEqual([20, 30])
  expect(await logOf(['--log-level', 'info'])).toEqual([30])
  expect(await logOf(['--json', '--log-level', 'silent'])).toEqual([])
})
