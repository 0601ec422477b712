import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { _electron } from '@playwright/test'
import type { DesktopUnderTest } from '../shell/scenarios.ts'

const root = resolve(import.meta.dirname, '../..')

/** The real app in the real Electron, with a profile of its own; only what would leave the machine is replaced. */
export async function startApp(
  executablePath: string,
): Promise<{ underTest: DesktopUnderTest; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'stuffchat-electron-'))
  // Containers run as root, where Chromium's sandbox cannot be had.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({
    executablePath,
    args: [...asRoot, `--user-data-dir=${profile}`, root, '--no-announce'],
    env: { ...strings(process.env), XDG_CONFIG_HOME: profile },
  })
  await app.evaluate(({ shell, dialog }) => {
    const told = { opened: [] as string[], answer: 0 }
    Reflect.set(globalThis, 'told', told)
    shell.openExternal = async (url) => void told.opened.push(url)
    dialog.showMessageBox = async () => ({ response: told.answer, checkboxChecked: false })
  })
  const page = await app.firstWindow()
  await page.waitForLoadState()
  return {
    underTest: {
      page,
      secondStart: (args) =>
        app.evaluate(({ app: electron }, argv) => {
          const link = argv.find((arg) => arg.startsWith('stuffchat:')) ?? null
          electron.emit('second-instance', {}, argv, '/', { version: 1, link })
        }, args),
      opened: () => app.evaluate(() => Reflect.get(globalThis, 'told').opened),
      async goTo(url) {
        await page
          .evaluate((to) => void Reflect.set(Reflect.get(globalThis, 'location'), 'href', to), url)
          .catch(() => undefined)
        await page.waitForLoadState()
        return page.url()
      },
      answer: (button) =>
        app.evaluate((_electronModule, pressed) => void (Reflect.get(globalThis, 'told').answer = pressed), button),
    },
    async close() {
      await app.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

const strings = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
