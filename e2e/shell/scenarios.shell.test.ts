import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { scenarios } from './scenarios.ts'
import type { DesktopUnderTest } from './scenarios.ts'
import { openedShell, startBrowser } from './shell.ts'
import type { TestShell } from './shell.ts'

let browser: Browser
let shell: TestShell
const dialogs: string[] = []
beforeAll(async () => {
  browser = await startBrowser()
  shell = await openedShell(browser)
  shell.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
})
afterAll(async () => {
  await shell.close()
  await browser.close()
})
beforeEach(() => {
  dialogs.length = 0
  shell.logged.length = 0
})

const underTest = (): DesktopUnderTest => ({
  page: shell.page,
  async secondStart(args) {
    const link = args.find((arg) => arg.startsWith('stuffchat:')) ?? null
    shell.app.emit('second-instance', {}, args, '/', { version: 1, link })
  },
  opened: async () => shell.told.opened,
  async goTo(url) {
    // Playwright hears of what goes over the network only; for the rest Electron's question is asked here.
    const may = shell.window().webContents.mayGo(url, true)
    if (may || /^https?:\/\//i.test(url.trim())) {
      await shell.page
        .evaluate((to) => Reflect.set(Reflect.get(globalThis, 'location'), 'href', to), url)
        .catch(() => undefined)
      await shell.page.waitForLoadState()
    }
    return shell.page.url()
  },
  async answer(button) {
    shell.told.answer = button
  },
})

test.each(scenarios)('$title', async ({ run }) => {
  await run(underTest())
  expect(dialogs).toEqual([])
  expect(shell.logged).toEqual([])
})
