import { EventEmitter } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AutoUpdater } from '../../main/updater.ts'
import { call, heard, listen } from './call.ts'
import { openedShell, startBrowser } from './shell.ts'

let browser: Browser
beforeAll(async () => {
  writeFileSync(feed, '')
  browser = await startBrowser()
})
afterAll(async () => {
  rmSync(feed)
  await browser.close()
})

class FakeUpdater extends EventEmitter implements AutoUpdater {
  autoDownload = false
  autoInstallOnAppQuit = true
  installed = 0
  answer: () => void = () => undefined
  async checkForUpdates(): Promise<void> {
    this.answer()
  }
  quitAndInstall(): void {
    this.installed += 1
  }
}
/** A build with a feed has this file. */
const feed = join(tmpdir(), `stuffchat-feed-${process.pid}.yml`)

test('[SU1] nothing is loaded or asked unless it is wanted and a feed is set', async () => {
  let loads = 0
  const loadUpdater = async () => {
    loads += 1
    return new FakeUpdater()
  }
  await using without = await openedShell(browser, { loadUpdater })
  await call(without.page, 'preferences.set', { updates: true })
  expect(await call(without.page, 'updates.check')).toEqual({ kind: 'off' })
  await using unwanted = await openedShell(browser, { loadUpdater, feed })
  expect(await call(unwanted.page, 'updates.check')).toEqual({ kind: 'off' })
  expect(loads).toBe(0)
})

test('[SU2] wanted, with a feed: found, fetched, installed when the person says so', async () => {
  const updater = new FakeUpdater()
  await using shell = await openedShell(browser, { loadUpdater: async () => updater, feed })
  await call(shell.page, 'preferences.set', { updates: true })
  await listen(shell.page, 'update_changed')
  updater.answer = () => {
    updater.emit('update-available', { version: '9.0.0' })
    updater.emit('download-progress', { percent: 140 })
    updater.emit('update-downloaded', { version: '9.0.0' })
  }
  expect(await call(shell.page, 'updates.check')).toEqual({ kind: 'ready', version: '9.0.0' })
  expect(updater.autoInstallOnAppQuit).toBe(false)
  await expect
    .poll(() => heard(shell.page, 'update_changed'))
    .toEqual([
      { kind: 'checking' },
      { kind: 'downloading', version: '9.0.0', percent: 0 },
      { kind: 'downloading', version: '9.0.0', percent: 100 },
      { kind: 'ready', version: '9.0.0' },
    ])
  // Whoever hosts is asked, and stays when they say so.
  await call(shell.page, 'hosting.start', { name: 'Attic', port: 21_831 })
  shell.told.answer = 1
  await call(shell.page, 'updates.install')
  expect([updater.installed, shell.told.questions[0]?.message]).toEqual([0, 'Restart? You are hosting Attic.'])
  shell.told.answer = 0
  await call(shell.page, 'updates.install')
  expect(updater.installed).toBe(1)
})

test('[SU3] no answer is a sentence', async () => {
  const updater = new FakeUpdater()
  await using shell = await openedShell(browser, { loadUpdater: async () => updater, feed })
  await call(shell.page, 'preferences.set', { updates: true })
  updater.answer = () => {
    throw new Error('getaddrinfo ENOTFOUND updates.example')
  }
  expect(await call(shell.page, 'updates.check')).toEqual({ kind: 'failed', reason: expect.stringMatching(/\?$/) })
})
