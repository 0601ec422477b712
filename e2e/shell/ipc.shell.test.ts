import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callChannels } from '../../main/core/ipc.ts'
import type { SenderFrame } from '../../main/core/ipc.ts'
import { TEXTS } from '../../main/texts.ts'
import { call } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'
import type { TestShell } from './shell.ts'

let browser: Browser
let shell: TestShell
beforeAll(async () => {
  browser = await startBrowser()
  shell = await openedShell(browser, {
    prepare({ told }) {
      told.taken.add('Super+X')
    },
  })
})
afterAll(async () => {
  await shell.close()
  await browser.close()
})

const ROOM = '0f8fad5b-d9cb-469f-a165-70867728950e'
const room = {
  key: 'k',
  name: 'Attic',
  addresses: ['10.0.0.1:22800'],
  identity: null,
  room_id: ROOM,
  username: 'ann',
  last_used_at: null,
}
const tokens = { user_id: ROOM, refresh_token_id: ROOM, refresh_token: 's3cret' }

/** Every call of the bridge, in an order that makes sense, with what comes back. */
const CALLS: [string, unknown[], unknown][] = [
  ['app.about', [], { version: '0.0.0', electron: 'stand-in', platform: 'linux x64', packaged: true }],
  ['rooms.list', [], []],
  ['rooms.save', [room], [room]],
  ['tokens.storage', [], { kind: 'encrypted', sentence: null }],
  ['tokens.write', [{ room: 'k', tokens }], undefined],
  ['tokens.read', [{ room: 'k' }], tokens],
  ['tokens.clear', [{ room: 'k' }], undefined],
  ['tokens.read', [{ room: 'k' }], null],
  ['rooms.forget', [{ room: 'k' }], []],
  ['rooms.reach', [{ addresses: ['127.0.0.1:1'], identity: null }], { kind: 'closed' }],
  ['nearby.watch', [{ wanted: true }], []],
  ['nearby.watch', [{ wanted: false }], []],
  ['preferences.get', [], expect.objectContaining({ theme: 'system', updates: false })],
  ['preferences.set', [{ theme: 'dark' }], expect.objectContaining({ theme: 'dark' })],
  ['notifications.show', [{ key: 'c', title: 'ann', body: '<b>hi</b>', silent: true }], true],
  ['notifications.close', [{ key: 'c' }], undefined],
  ['badge.set', [{ count: 3 }], undefined],
  ['autostart.get', [], { supported: true, enabled: false }],
  ['autostart.set', [{ enabled: true }], { supported: true, enabled: true }],
  ['screens.list', [], [expect.objectContaining({ kind: 'screen' }), expect.objectContaining({ kind: 'window' })]],
  ['screens.choose', [{ request: 'nobody-asked', id: null, audio: false }], undefined],
  [
    'shortcuts.set',
    [
      [
        { action: 'toggle_mute', accelerator: 'Control+Shift+M' },
        { action: 'show_window', accelerator: 'Super+X' },
      ],
    ],
    [
      { action: 'toggle_mute', registered: true },
      { action: 'show_window', registered: false },
    ],
  ],
  ['talkKey.set', [{ code: 'Escape' }], { state: 'refused', reason: TEXTS.talkKey.noSuchKey }],
  ['talkKey.set', [{ code: null }], { state: 'off', reason: null }],
  ['app.left', [], undefined],
  ['links.openExternal', [{ url: 'https://example.org' }], true],
  ['links.openExternal', [{ url: 'file:///etc/passwd' }], false],
  ['links.take', [], null],
  ['updates.state', [], { kind: 'off' }],
  ['updates.check', [], { kind: 'off' }],
  ['updates.install', [], { refused: TEXTS.updates.notReady }],
  ['hosting.state', [], { kind: 'off' }],
  ['hosting.reveal', [], { refused: TEXTS.hosting.noRoomFolder }],
  ['hosting.restore', [], null],
  ['hosting.start', [{ name: 'Attic' }], expect.objectContaining({ kind: 'on', name: 'Attic' })],
  ['hosting.reveal', [], undefined],
  ['hosting.stop', [], { kind: 'off' }],
]

test('[SI1] every call of the bridge is answered, and no other is there', () => {
  expect([...shell.electron.ipcMain.handlers.keys()].toSorted()).toEqual(callChannels().toSorted())
  expect(new Set(CALLS.map(([name]) => `stuffchat:${name}`))).toEqual(new Set(callChannels()))
})

test.each(CALLS)('[SI2] from the page, through the preload script: %s %j', async (name, args, answer) => {
  expect(await call(shell.page, name, ...args)).toEqual(answer)
  expect(shell.logged).toEqual([])
})

test('[SI3] what those calls did outside the page', () => {
  const { told, app, electron } = shell
  expect(told.notifications[0]?.options).toEqual({ title: 'ann', body: '<b>hi</b>', silent: true })
  expect(told.opened).toEqual(['https://example.org/'])
  expect(app.badge).toBe(3)
  expect(told.trays[0]?.image.path).toMatch(/unread/)
  expect(told.trays[0]?.toolTip).toBe('Stuffchat: 3 unread messages')
  expect([...told.shortcuts.keys()]).toEqual(['Control+Shift+M'])
  expect(electron.nativeTheme.themeSource).toBe('dark')
  expect(told.folders).toEqual([expect.stringMatching(/room$/)])
})

const STRANGERS: [string, SenderFrame | null][] = [
  ['nobody', null],
  ['another page', { url: 'https://example.org/', parent: null, detached: false }],
  ['a look-alike', { url: 'app://stuffchat.evil/', parent: null, detached: false }],
  ['a frame within our page', { url: 'app://stuffchat/', parent: {}, detached: false }],
  ['a frame that has gone', { url: 'app://stuffchat/', parent: null, detached: true }],
]
test.each(STRANGERS)('[SI4] no call is taken from %s', async (_who, frame) => {
  const before = structuredClone(shell.told.opened)
  for (const [name, args] of CALLS) {
    expect(await shell.electron.ipcMain.invoke(`stuffchat:${name}`, frame, ...args), name).toEqual({
      ok: false,
      sentence: TEXTS.calls.stranger,
    })
  }
  expect(shell.told.opened).toEqual(before)
  expect(await call(shell.page, 'hosting.state')).toEqual({ kind: 'off' })
})

test('[SI5] a bug crosses as a sentence without its inside, and is logged', async () => {
  shell.logged.length = 0
  const list = shell.electron.desktopCapturer.getSources
  shell.electron.desktopCapturer.getSources = () => Promise.reject(new Error('at /home/ann/secret.ts'))
  expect(await call(shell.page, 'screens.list')).toEqual({ refused: TEXTS.calls.bug })
  expect(shell.logged).toEqual([expect.stringContaining('secret.ts')])
  shell.electron.desktopCapturer.getSources = list
})

test('[SI7] a sign-in that cannot be stored anew with a newer key is a sign-in all the same', async () => {
  await using fresh = await openedShell(browser)
  await call(fresh.page, 'tokens.write', { room: 'k', tokens })
  fresh.told.shouldReEncrypt = true
  fresh.electron.safeStorage.encryptStringAsync = () => Promise.reject(new Error('The disk is full.'))
  expect(await call(fresh.page, 'tokens.read', { room: 'k' })).toEqual(tokens)
  expect(fresh.logged.join('\n')).toContain('could not be stored anew')
})

test('[SI6] sign-ins: said where storage is plain, in memory only where there is none', async () => {
  await using plain = await openedShell(browser, {
    prepare: ({ told }) => void (told.encryption = 'basic_text'),
  })
  expect(await call(plain.page, 'tokens.storage')).toEqual({ kind: 'plain', sentence: TEXTS.tokens.plain })
  await using none = await openedShell(browser, { prepare: ({ told }) => void (told.encryption = 'none') })
  expect(await call(none.page, 'tokens.storage')).toEqual({ kind: 'memory', sentence: TEXTS.tokens.memory })
  await call(none.page, 'tokens.write', { room: 'k', tokens })
  expect(await call(none.page, 'tokens.read', { room: 'k' })).toEqual(tokens)
})
