import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { backupRoom } from '../../server/backup/backup.ts'
import { register } from '../../server/test/client.ts'
import { call, heard, listen } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const On = z.object({ kind: z.literal('on'), url: z.string(), port: z.number(), owner_code: z.string().nullable() })
const PASSWORD = 'correct horse battery'

/** Somebody takes a port, as another program would. */
async function takePort(port: number): Promise<AsyncDisposable & { port: number }> {
  const server = createServer().listen(port, '127.0.0.1')
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

test('[SR1] the code for the owner is there until there is one', async () => {
  await using shell = await openedShell(browser)
  const { url, owner_code } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_801 }))
  expect(owner_code).toMatch(/^[0-9A-Z-]{19}$/)
  await register(url, { username: 'olga', password: PASSWORD })
  expect(await call(shell.page, 'hosting.state')).toMatchObject({ kind: 'on', owner_code: null })
})

test('[SR2] a port that was asked for and is taken: a sentence, and the app goes on', async () => {
  await using taken = await takePort(0)
  await using shell = await openedShell(browser)
  expect(await call(shell.page, 'hosting.start', { name: 'Attic', port: taken.port })).toEqual({
    kind: 'failed',
    name: 'Attic',
    reason: `Another program uses port ${taken.port}. Close it, or choose another port for the room.`,
  })
  expect(existsSync(join(shell.userData, 'room'))).toBe(false)
  expect(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_802 })).toMatchObject({ kind: 'on' })
})

test('[SR3] the usual port is taken and nobody asked for it: the next one will do', async () => {
  // Whoever has it already has it.
  const taken = await takePort(22_800).catch(() => null)
  await using shell = await openedShell(browser)
  const { port } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic' }))
  expect(port).not.toBe(22_800)
  await taken?.[Symbol.asyncDispose]()
})

test('[SR4] start twice is one room; calls wait for their turn', async () => {
  await using shell = await openedShell(browser)
  const request = { name: 'Attic', port: 21_803 }
  const states = await Promise.all([
    call(shell.page, 'hosting.start', request),
    call(shell.page, 'hosting.start', { ...request, name: 'Cellar' }),
    call(shell.page, 'hosting.stop'),
    call(shell.page, 'hosting.start', request),
  ])
  expect(states).toMatchObject([{ kind: 'on' }, { kind: 'on', name: 'Attic' }, { kind: 'off' }, { kind: 'on' }])
})

test('[SR5] a backup is put back: the room stops, is as it was then, and goes on', async () => {
  await using shell = await openedShell(browser)
  const { url } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_804 }))
  const olga = await register(url, { username: 'olga', password: PASSWORD })
  const { id } = await olga.channel({ name: 'hall' })
  await olga.say(id, 'before')
  expect((await olga.patch('/api/admin/settings', { name: 'Renamed' })).status).toBe(200)
  const copy = join(shell.folder, 'copy')
  await backupRoom({ dataDir: join(shell.userData, 'room'), target: copy })
  await olga.say(id, 'after')

  await listen(shell.page, 'hosting_changed')
  shell.told.folder = copy
  expect(await call(shell.page, 'hosting.restore')).toMatchObject({ kind: 'on', name: 'Attic' })
  const kinds = (await heard(shell.page, 'hosting_changed')).map(
    (state) => z.object({ kind: z.string() }).parse(state).kind,
  )
  expect(kinds).toEqual(['stopping', 'off', 'starting', 'on'])
  expect((await olga.history(id)).map(({ content }) => content)).toEqual(['before'])
  // Hosted under another name once: it is the backup's that counts.
  expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({ name: 'Renamed' })
})

test('[SR6] what is no backup is refused with a sentence, and the room goes on as it was', async () => {
  await using shell = await openedShell(browser)
  const { url } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_805 }))
  const empty = join(shell.folder, 'empty')
  mkdirSync(empty)
  shell.told.folder = empty
  expect(await call(shell.page, 'hosting.restore')).toEqual({ refused: expect.stringMatching(/\.$/) })
  expect(await call(shell.page, 'hosting.state')).toMatchObject({ kind: 'on' })
  expect((await fetch(`${url}/api/health`)).status).toBe(200)
})

test('[SR7] a folder that cannot be a room: failed, with a sentence', async () => {
  await using shell = await openedShell(browser)
  rmSync(join(shell.userData, 'room'), { recursive: true, force: true })
  mkdirSync(join(shell.userData, 'room/settings.json'), { recursive: true })
  const state = await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_806 })
  expect(state).toEqual({ kind: 'failed', name: 'Attic', reason: expect.stringMatching(/[.!?]$/) })
})
