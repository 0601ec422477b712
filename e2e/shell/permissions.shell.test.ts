import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { PERMISSIONS } from '../../main/core/permissions.ts'
import { startRoom } from '../../server/test/room.ts'
import { call, heard, listen } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'
import type { TestShell } from './shell.ts'

let browser: Browser
let shell: TestShell
beforeAll(async () => {
  browser = await startBrowser()
  shell = await openedShell(browser, { platform: 'win32', release: '10.0.22631' })
})
afterAll(async () => {
  await shell.close()
  await browser.close()
})

const ALLOWED = [
  'clipboard-sanitized-write',
  'display-capture',
  'fullscreen',
  'local-network',
  'local-network-access',
  'loopback-network',
  'media',
  'notifications',
]

function ask(permission: string, url: string, isMainFrame = true): { requested: boolean; checked: boolean } {
  const { request, check } = shell.electron.session.defaultSession
  let requested = false
  request?.({}, permission, (granted) => (requested = granted), { requestingUrl: url, isMainFrame })
  return { requested, checked: check?.({}, permission, url, { requestingUrl: url, isMainFrame }) ?? false }
}

test('[SP1] our own page gets what it needs, and nothing more, in both handlers alike', () => {
  for (const permission of [...Object.keys(PERMISSIONS), 'something-new']) {
    const expected = ALLOWED.includes(permission)
    expect(ask(permission, 'app://stuffchat/'), permission).toEqual({ requested: expected, checked: expected })
  }
})

test('[SP2] nobody else gets anything', () => {
  for (const permission of Object.keys(PERMISSIONS)) {
    for (const url of ['https://example.org/', 'app://stuffchat.evil/', 'file:///x', '', 'http://127.0.0.1:22800/']) {
      expect(ask(permission, url), `${permission} ${url}`).toEqual({ requested: false, checked: false })
    }
  }
  expect(shell.electron.session.defaultSession.device?.()).toBe(false)
})

test('[SP5] an answer that leads elsewhere is none: a room never redirects', () => {
  const cancelled = (statusCode: number) => {
    let answered: boolean | undefined
    shell.electron.session.defaultSession.received?.({ statusCode }, ({ cancel }) => (answered = cancel))
    return answered
  }
  expect([200, 206, 304, 404, 101].map(cancelled)).toEqual([false, false, false, false, false])
  expect([301, 302, 303, 307, 308].map(cancelled)).toEqual([true, true, true, true, true])
})

test('[SP8] no room leaves a cookie, which every other room would be sent', () => {
  const answered = (responseHeaders: Record<string, string[]>) => {
    let answer: unknown
    const details = { statusCode: 200, responseHeaders }
    shell.electron.session.defaultSession.received?.(details, (given) => (answer = given))
    return answer
  }
  const type = { 'Content-Type': ['image/png'] }
  expect(answered(type)).toEqual({ cancel: false })
  expect(answered({ ...type, 'Set-Cookie': ['a=1', 'b=2'], 'set-cookie': ['c=3'] })).toEqual({
    cancel: false,
    responseHeaders: type,
  })
})

test('[SP6] a click on a file of a room saves it, once, and goes nowhere', async () => {
  await using room = await startRoom()
  const { webContents } = shell.window()
  const request = { addresses: [`127.0.0.1:${room.port}`], identity: null }
  const { base_url } = z.object({ base_url: z.string() }).parse(await call(shell.page, 'rooms.reach', request))
  const path = '/files/5f0c6a3e-6f0e-4a5e-9d1e-3a6f0c5e7b21/a.pdf?exp=1&sig=x'
  expect(webContents.mayGo(base_url + path, true)).toBe(false)
  expect(webContents.mayGo(base_url + path, false)).toBe(false)
  expect(webContents.mayGo(`${base_url}/api/files/x`, true)).toBe(false)
  // What is no room is none by its look, on this machine or elsewhere.
  for (const host of [room.url, 'http://192.168.1.4:22800', 'https://example.org', 'file://']) {
    expect(webContents.mayGo(host + path, true)).toBe(false)
  }
  expect(webContents.downloads).toEqual([base_url + path])
})

test('[SP7] an address of a tunnel is nobody’s but ours: no browser is sent there', async () => {
  await using room = await startRoom()
  const request = { addresses: [`127.0.0.1:${room.port}`], identity: null }
  const { base_url } = z.object({ base_url: z.string() }).parse(await call(shell.page, 'rooms.reach', request))
  const { port } = new URL(base_url)
  for (const url of [base_url, `http://localhost:${port}/x`, `http://127.1:${port}/`, `http://[::1]:${port}/`]) {
    expect(await call(shell.page, 'links.openExternal', { url }), url).toBe(false)
    shell.window().webContents.openHandler?.({ url })
  }
  // Somebody's own things on this machine are not ours to judge.
  expect(await call(shell.page, 'links.openExternal', { url: room.url })).toBe(true)
  expect(shell.told.opened).toEqual([`${room.url}/`])
})

const own = { url: 'app://stuffchat/', parent: null, detached: false }
const Asked = z.array(z.object({ request: z.string(), audio: z.boolean() }))

test('[SP3] sharing a screen: the page is asked which, and what it chooses is shared', async () => {
  const { displayMedia } = shell.electron.session.defaultSession
  await listen(shell.page, 'screen_requested')
  const answers: unknown[] = []
  displayMedia?.({ frame: own, audioRequested: true, videoRequested: true }, (streams) => answers.push(streams))
  await expect.poll(() => heard(shell.page, 'screen_requested')).toHaveLength(1)
  const [asked] = Asked.parse(await heard(shell.page, 'screen_requested'))
  expect(asked?.audio).toBe(true)
  await call(shell.page, 'screens.choose', { request: asked?.request, id: 'window:7:0', audio: true })
  // The computer's sound without the app's own: those in the call must not hear themselves.
  expect(answers).toEqual([{ video: { id: 'window:7:0', name: 'A window' }, audio: 'loopbackWithoutChrome' }])
  // A late answer, and one to nothing, change nothing.
  await call(shell.page, 'screens.choose', { request: asked?.request, id: 'screen:0:0', audio: false })
  expect(answers).toHaveLength(1)
})

test('[SP4] nothing is shared with a stranger, by a no, by a source that is gone, or when another request comes', async () => {
  const { displayMedia } = shell.electron.session.defaultSession
  const answers: unknown[] = []
  const ask4 = (frame: typeof own | null) =>
    displayMedia?.({ frame, audioRequested: false, videoRequested: true }, (streams) => answers.push(streams))
  ask4(null)
  ask4({ ...own, url: 'https://example.org/' })
  expect(answers).toEqual([null, null])
  const last = async () => Asked.parse(await heard(shell.page, 'screen_requested')).at(-1)?.request
  ask4(own)
  ask4(own)
  expect(answers).toEqual([null, null, null])
  await call(shell.page, 'screens.choose', { request: await last(), id: null, audio: false })
  ask4(own)
  await call(shell.page, 'screens.choose', { request: await last(), id: 'window:gone', audio: false })
  expect(answers).toEqual([null, null, null, null, null])
})

test('[SP8] without a way to leave the call out, no sound is shared at all, whatever is asked for', async () => {
  for (const [platform, release] of [
    ['win32', '10.0.19041'],
    ['linux', '6.8.0'],
    ['darwin', '24.0.0'],
  ] as const) {
    await using other = await openedShell(browser, { platform, release })
    const { displayMedia } = other.electron.session.defaultSession
    await listen(other.page, 'screen_requested')
    const answers: unknown[] = []
    displayMedia?.({ frame: own, audioRequested: true, videoRequested: true }, (streams) => answers.push(streams))
    await expect.poll(() => heard(other.page, 'screen_requested')).toHaveLength(1)
    const [asked] = Asked.parse(await heard(other.page, 'screen_requested'))
    expect(asked?.audio).toBe(false)
    await call(other.page, 'screens.choose', { request: asked?.request, id: 'screen:0:0', audio: true })
    expect(answers).toEqual([{ video: { id: 'screen:0:0', name: 'Entire screen' } }])
  }
})

test('[SP9] sound that was not asked for is not shared, nor is any when Electron does not know the device', async () => {
  const { displayMedia } = shell.electron.session.defaultSession
  const last = async () => Asked.parse(await heard(shell.page, 'screen_requested')).at(-1)?.request
  const answers: unknown[] = []
  const choose = async () =>
    await call(shell.page, 'screens.choose', { request: await last(), id: 'screen:0:0', audio: true })
  displayMedia?.({ frame: own, audioRequested: false, videoRequested: true }, (streams) => answers.push(streams))
  await choose()
  displayMedia?.({ frame: own, audioRequested: true, videoRequested: true }, (streams) => {
    if (streams !== null && 'audio' in streams) throw new TypeError('audio must be loopback')
    answers.push(streams)
  })
  await choose()
  const silent = { video: { id: 'screen:0:0', name: 'Entire screen' } }
  expect(answers).toEqual([silent, silent])
  expect(shell.logged.at(-1)).toContain('audio must be loopback')
})
