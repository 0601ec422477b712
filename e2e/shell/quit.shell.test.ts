import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { register } from '../../server/test/client.ts'
import { startRoom } from '../../server/test/room.ts'
import { call } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const On = z.object({ url: z.string(), port: z.number() })
const person = (username: string) => ({ username, password: 'correct horse battery' })

test('[SQ1] nobody hosts: quitting quits, without a question', async () => {
  await using shell = await openedShell(browser)
  shell.app.quit()
  await expect.poll(() => shell.app.hasExited).toBe(true)
  expect(shell.told.questions).toEqual([])
  expect(shell.window().destroyed).toBe(true)
})

test('[SQ2] hosting: whoever is cut off is named, not the host; "keep" keeps all, "quit" closes the room first', async () => {
  await using shell = await openedShell(browser)
  const { url, port } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_811 }))
  const olga = await register(url, person('olga'))
  const bob = await register(url, person('bob'))
  await using _olgas = await olga.connect()
  await using _bobs = await bob.connect()
  await call(shell.page, 'rooms.save', {
    key: 'own',
    name: 'Attic',
    addresses: [`127.0.0.1:${port}`],
    identity: null,
    room_id: null,
    username: 'olga',
    last_used_at: null,
  })
  shell.told.answer = 1
  shell.app.quit()
  await expect
    .poll(() => shell.told.questions)
    .toEqual([
      expect.objectContaining({
        message: 'Quit? You are hosting Attic.',
        detail: 'bob is cut off. Nothing is deleted.',
        buttons: ['Quit', 'Keep hosting'],
        defaultId: 1,
        cancelId: 1,
      }),
    ])
  expect(await call(shell.page, 'hosting.state')).toMatchObject({ kind: 'on' })
  expect(shell.app.hasExited).toBe(false)

  shell.told.answer = 0
  shell.app.quit()
  await expect.poll(() => shell.app.hasExited, { timeout: 8_000 }).toBe(true)
  await expect(fetch(`${url}/api/health`)).rejects.toThrow('fetch failed')
  expect(shell.logged).toEqual([])
})

test('[SQ3] the system ends: nobody is asked, the room is closed', async () => {
  await using shell = await openedShell(browser)
  const { url } = On.parse(await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_812 }))
  let delayed = false
  shell.electron.powerMonitor.emit('shutdown', { preventDefault: () => (delayed = true) })
  await expect.poll(() => shell.app.hasExited, { timeout: 8_000 }).toBe(true)
  expect([delayed, shell.told.questions.length]).toEqual([true, 0])
  await expect(fetch(`${url}/api/health`)).rejects.toThrow('fetch failed')
})

test('[SQ4] closing the window hides it in the tray; the tray quits', async () => {
  await using shell = await openedShell(browser)
  expect(shell.window().close()).toBe(false)
  expect([shell.window().visible, shell.app.hasExited]).toEqual([false, false])
  shell.told.trays[0]?.menu.find((item) => item.label === 'Quit')?.click?.()
  await expect.poll(() => shell.app.hasExited).toBe(true)
})

test('[SQ5] without "close to tray" closing quits, but never under a running room', async () => {
  await using shell = await openedShell(browser)
  await call(shell.page, 'preferences.set', { close_to_tray: false })
  await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_813 })
  shell.window().close()
  expect([shell.window().visible, shell.app.hasExited]).toEqual([false, false])
  expect(shell.told.trays[0]?.menu[0]?.label).toBe('Hosting Attic')
  await call(shell.page, 'hosting.stop')
  shell.window().close()
  await expect.poll(() => shell.app.hasExited).toBe(true)
})

test('[SQ6] the window comes back where it was, as it was', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'stuffchat-window-'))
  try {
    {
      await using shell = await openedShell(browser, { userData })
      const window = shell.window()
      expect([window.options.width, window.options.height, window.maximised]).toEqual([1_280, 800, false])
      window.bounds = { x: 100, y: 50, width: 900, height: 700 }
      window.maximised = true
      window.emit('moved')
    }
    await using again = await openedShell(browser, { userData })
    expect(again.window().options).toMatchObject({ x: 100, y: 50, width: 900, height: 700 })
    expect(again.window().maximised).toBe(true)
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
})

test('[SQ7] what people wrote into the app’s files costs only itself', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'stuffchat-files-'))
  try {
    mkdirSync(userData, { recursive: true })
    writeFileSync(
      join(userData, 'stuffchat.json'),
      '\uFEFF{ "version": 1, "preferences": { "theme": "dark", "x": 1 } }',
    )
    writeFileSync(join(userData, 'window.json'), '{ broken')
    writeFileSync(join(userData, 'sign-ins.json'), '[]')
    await using shell = await openedShell(browser, { userData })
    expect(await call(shell.page, 'preferences.get')).toMatchObject({ theme: 'dark', close_to_tray: true })
    expect(await call(shell.page, 'tokens.read', { room: 'k' })).toBeNull()
    expect(shell.logged.join('\n')).toContain('"x"')
    await call(shell.page, 'preferences.set', { close_to_tray: false })
    expect(JSON.parse(readFileSync(join(userData, 'stuffchat.json'), 'utf8'))).toMatchObject({
      preferences: { theme: 'dark', close_to_tray: false },
    })
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
})

test('[SQ8] a page that crashes comes back, but not for ever', async () => {
  await using shell = await openedShell(browser)
  const { webContents } = shell.window()
  for (let crash = 0; crash < 10; crash += 1) webContents.emit('render-process-gone', {}, { reason: 'crashed' })
  expect(webContents.reloads).toBe(3)
  // Until the person asks for it.
  shell.told.trays[0]?.emit('click')
  expect(webContents.reloads).toBe(4)
})

test('[SQ9] started hidden, a window that was maximised stays hidden, and is maximised when it comes', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'stuffchat-hidden-'))
  try {
    writeFileSync(join(userData, 'window.json'), JSON.stringify({ bounds: null, maximised: true }))
    await using shell = await openedShell(browser, { userData, args: ['--hidden'] })
    expect([shell.window().visible, shell.window().maximised]).toEqual([false, false])
    shell.told.trays[0]?.emit('click')
    expect([shell.window().visible, shell.window().maximised]).toEqual([true, true])
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
})

test('[SQ10] settings that cannot be read are kept beside before they are written over', async () => {
  const userData = mkdtempSync(join(tmpdir(), 'stuffchat-broken-'))
  try {
    const broken = '{ "version": 1, "rooms": [ {"key": "attic" }, ] }'
    writeFileSync(join(userData, 'stuffchat.json'), broken)
    await using shell = await openedShell(browser, { userData })
    await call(shell.page, 'preferences.set', { theme: 'dark' })
    expect(readFileSync(join(userData, 'stuffchat.json.before'), 'utf8')).toBe(broken)
  } finally {
    rmSync(userData, { recursive: true, force: true })
  }
})

test('[SQ11] the end of the app ends its tunnels, with what goes by them, and stops looking around', async () => {
  let closed = 0
  await using room = await startRoom()
  await using shell = await openedShell(browser, {
    startDiscovery: async () => ({ rooms: () => [], close: async () => void (closed += 1) }),
  })
  await call(shell.page, 'nearby.watch', { wanted: true })
  const request = { addresses: [`127.0.0.1:${room.port}`], identity: null }
  const { base_url } = z.object({ base_url: z.string() }).parse(await call(shell.page, 'rooms.reach', request))
  const ann = await register(base_url, person('ann'))
  const socket = await ann.connect()
  shell.app.quit()
  await expect.poll(() => shell.app.hasExited).toBe(true)
  await socket.closed
  await expect(fetch(`${base_url}/api/health`)).rejects.toThrow('fetch failed')
  expect([closed, shell.logged]).toEqual([1, []])
  // The room goes on.
  expect((await fetch(`${room.url}/api/health`)).status).toBe(200)
})
