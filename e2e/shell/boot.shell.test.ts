import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openedShell, startBrowser, startShell } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

test('[SH1] what must be said before ready is said before ready, in order; the window comes last', async () => {
  await using shell = await startShell(browser)
  expect(shell.app.calls).toEqual([
    'requestSingleInstanceLock',
    'registerSchemesAsPrivileged',
    'setAsDefaultProtocolClient stuffchat',
    'whenReady',
  ])
  expect(shell.electron.protocol.schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, corsEnabled: true },
    },
  ])
  expect(shell.electron.BrowserWindow.all).toHaveLength(0)
  expect(shell.electron.session.defaultSession.request).toBeNull()
  await shell.ready()
  expect(shell.app.calls.slice(4)).toEqual(['ready', 'handle app'])
  const { request, check, device, displayMedia, spellChecker } = shell.electron.session.defaultSession
  expect([request, check, device, displayMedia]).not.toContain(null)
  expect(spellChecker).toBe(false)
  expect(shell.logged).toEqual([])
})

test('[SH2] the window is sandboxed, isolated, without Node, and shows our own page', async () => {
  await using shell = await openedShell(browser)
  const { options, visible } = shell.window()
  expect(options.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    devTools: false,
    spellcheck: false,
  })
  expect(visible).toBe(true)
  await shell.page.waitForFunction(`document.title === 'page of /'`)
  expect(await shell.page.evaluate(`[isSecureContext, 'require' in window, 'process' in window]`)).toEqual([
    true,
    false,
    false,
  ])
})

test('[SH3] the tools for developers are there in a checkout only', async () => {
  await using shell = await openedShell(browser, { isPackaged: false })
  expect(shell.window().options.webPreferences.devTools).toBe(true)
  expect(JSON.stringify(shell.told.applicationMenu)).toContain('toggleDevTools')
  expect(shell.app.calls).not.toContain('setAsDefaultProtocolClient stuffchat')
  await using packaged = await openedShell(browser)
  expect(JSON.stringify(packaged.told.applicationMenu)).not.toMatch(/toggleDevTools|reload/)
})

test('[SH4] a second start hands its link over and ends; the first shows itself', async () => {
  await using second = await startShell(browser, { isSecond: true, args: ['stuffchat://join/x', '--other'] })
  expect(second.booted).toEqual({ kind: 'handed_over' })
  expect(second.app.lockMessage).toEqual({ version: 1, link: 'stuffchat://join/x' })
  expect(second.app.hasExited).toBe(true)
  expect(second.app.calls).toEqual(['requestSingleInstanceLock'])

  await using first = await openedShell(browser)
  first.window().hide()
  first.app.emit('second-instance', {}, ['stuffchat'], '/', { version: 1, link: null })
  expect(first.window().visible).toBe(true)
})

test('[SH5] --server-only takes no lock, registers nothing and never waits for a display', async () => {
  await using shell = await startShell(browser, { args: ['--server-only', '--port', '0'] })
  expect(shell.booted).toEqual({ kind: 'served' })
  expect(shell.served).toEqual([['--server-only', '--port', '0']])
  expect(shell.app.calls).toEqual([])
})

test('[SH6] started at login it stays in the tray, and comes from there', async () => {
  await using shell = await openedShell(browser, { args: ['--hidden'] })
  expect(shell.window().visible).toBe(false)
  shell.told.trays[0]?.emit('click')
  expect(shell.window().visible).toBe(true)
})
