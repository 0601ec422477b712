import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { bareRequest } from '../client.ts'
import { expectFailure } from '../expect.ts'
import { startRoom } from '../room.ts'
import type { TestRoom } from '../room.ts'

const Listed = z.array(
  z.strictObject({
    platform: z.string(),
    arch: z.string().nullable(),
    kind: z.string(),
    name: z.string(),
    bytes: z.number(),
    url: z.string(),
  }),
)
const PACKAGES = [
  ['Stuffchat-0.1.0-linux-amd64.deb', 'linux', 'x64', 'deb'],
  ['Stuffchat-0.1.0-linux-arm64.tar.gz', 'linux', 'arm64', 'tar'],
  ['Stuffchat-0.1.0-linux-x86_64.AppImage', 'linux', 'x64', 'appimage'],
  ['Stuffchat-0.1.0-mac-arm64.dmg', 'macos', 'arm64', 'dmg'],
  ['Stuffchat-0.1.0-mac-universal.zip', 'macos', 'universal', 'zip'],
  ['Stuffchat-0.1.0-portable-x64.exe', 'windows', 'x64', 'portable'],
  ['Stuffchat-0.1.0-setup.exe', 'windows', null, 'setup'],
] as const
const STRANGE = [
  'notes.txt',
  'Stuffchat-0.1.0.exe.blockmap',
  'Other-0.1.0-setup-x64.exe',
  '.Stuffchat-0.1.0-setup-x64.exe',
  'Stuffchat-<b>.exe',
  'latest.yml',
]
const BYTES = 'MZ and much more'

let folder: string
let room: TestRoom
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stuffchat-installers-'))
  const inside = join(folder, 'in side #1')
  await mkdir(join(inside, 'Stuffchat-0.1.0-folder.dmg'), { recursive: true })
  for (const [name] of PACKAGES) await writeFile(join(inside, name), BYTES)
  for (const name of STRANGE) await writeFile(join(inside, name), 'SECRET')
  await writeFile(join(folder, 'Stuffchat-9-outside.exe'), 'SECRET')
  await symlink(join(folder, 'Stuffchat-9-outside.exe'), join(inside, 'Stuffchat-9-link.exe'))
  room = await startRoom({ installersDir: inside })
})
afterAll(async () => {
  await room.close()
  await rm(folder, { recursive: true })
})

const list = async () => (await room.nobody.get('/api/installers')).as(Listed)

test('[IN1] the list tells platform, processor and kind from the names', async () => {
  const told = (await list()).map(({ name, platform, arch, kind }) => [name, platform, arch, kind])
  expect(told).toEqual(PACKAGES)
  for (const { bytes, url } of await list()) {
    expect(bytes).toBe(BYTES.length)
    expect((await room.nobody.get(url)).text).toBe(BYTES)
  }
})

test('[IN2] a package is an attachment, with ranges, HEAD and a validator', async () => {
  const path = '/installers/Stuffchat-0.1.0-setup.exe'
  const whole = await room.nobody.get(path)
  expect(whole.headers.get('content-type')).toBe('application/octet-stream')
  expect(whole.headers.get('content-disposition')).toBe('attachment; filename="Stuffchat-0.1.0-setup.exe"')
  expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
  const head = await room.nobody.ask('HEAD', path)
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', String(BYTES.length)])
  const part = await room.nobody.get(path, { range: 'bytes=3-5' })
  expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, 'and', `bytes 3-5/${BYTES.length}`])
  const etag = whole.headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[^"]+"$/)
  const again = await bareRequest(room.url, 'GET', path, { host: '127.0.0.1', 'if-none-match': etag })
  expect(again.status).toBe(304)
  expectFailure(await room.nobody.get(path, { range: 'bytes=900-' }), 416)
  expectFailure(await room.nobody.post(path), 405)
})

test('[IN3] what is not listed, is linked, climbs or came later is a 404', async () => {
  const late = 'Stuffchat-0.2.0-setup-x64.exe'
  await writeFile(join(folder, 'in side #1', late), 'SECRET')
  const names = [
    ...STRANGE.map(encodeURIComponent),
    late,
    'Stuffchat-9-link.exe',
    'Stuffchat-0.1.0-folder.dmg',
    '..%2fStuffchat-9-outside.exe',
    '../Stuffchat-9-outside.exe',
    '%2e%2e/Stuffchat-9-outside.exe',
    'stuffchat-0.1.0-setup.exe',
    'Stuffchat-0.1.0-setup.exe%00',
    '',
  ]
  for (const name of names)
    expectFailure(await bareRequest(room.url, 'GET', `/installers/${name}`, { host: '127.0.0.1' }), 404)
  // A link that came in the place of what was listed.
  const replaced = join(folder, 'in side #1', 'Stuffchat-0.1.0-portable-x64.exe')
  await rm(replaced)
  expectFailure(await room.nobody.get('/installers/Stuffchat-0.1.0-portable-x64.exe'), 404)
  await symlink(join(folder, 'Stuffchat-9-outside.exe'), replaced)
  expectFailure(await room.nobody.get('/installers/Stuffchat-0.1.0-portable-x64.exe'), 404)
  await rm(replaced)
  await writeFile(replaced, BYTES)
})

test('[IN4] a folder that is not there is a start refused', async () => {
  const dataDir = join(folder, 'data')
  const started = startRoom({ dataDir, installersDir: join(folder, 'nothing here') })
  await expect(started).rejects.toThrow(/nothing here.*--installers/)
  expect(existsSync(join(dataDir, 'db.sqlite'))).toBe(false)
})

test('[IN5] without the option the list is empty', async () => {
  await using bare = await startRoom()
  expect((await bare.nobody.get('/api/installers')).as(Listed)).toEqual([])
})
