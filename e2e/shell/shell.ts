import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, type Page, chromium } from '@playwright/test'
import { boot } from '../../main/boot.ts'
import { createOpenExternal } from '../../main/links.ts'
import type { StartDiscovery } from '../../main/nearby.ts'
import { openShell } from '../../main/shell.ts'
import type { ShellDeps } from '../../main/shell.ts'
import type { AutoUpdater } from '../../main/updater.ts'
import { createTunnels } from '../../main/tunnels.ts'
import { loadDial, restoreRoom, startServer } from '../../server/start.ts'
import { makeBundle } from './bundle.ts'
import type { StandInImage, MenuItem } from './electron-stand-in/desktop.ts'
import { createElectron } from './electron-stand-in/electron.ts'
import type { StandIn } from './electron-stand-in/electron.ts'

type Window = InstanceType<StandIn['electron']['BrowserWindow']>
type Deps = ShellDeps<StandInImage, MenuItem[], Window>
export type ShellOptions = {
  args?: readonly string[]
  /** Kept afterwards, for a second start on the same folder. */
  userData?: string
  isPackaged?: boolean
  isSecond?: boolean
  platform?: NodeJS.Platform
  /** The system's version, as `os.release()` says it. */
  release?: string
  /** What the shell is told of the desktop around it. */
  env?: Record<string, string>
  /** Where the process that looks at keys finds a display. */
  hookEnv?: Record<string, string>
  /** macOS lets the app see keys. */
  isTrusted?: boolean
  loadUpdater?: () => Promise<AutoUpdater>
  feed?: string
  /** Nobody looks around in tests, unless one says how: that would send to the network. */
  startDiscovery?: StartDiscovery
  /** The interface's folder; a small one of its own by default. */
  renderer?: string
  prepare?(standIn: StandIn): void
}

const root = resolve(import.meta.dirname, '../..')
/** The browser that is there; Playwright's own where neither is. */
const chromiumPath = [process.env['CHROMIUM'], '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
)

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(chromiumPath ? { executablePath: chromiumPath } : {}),
    // Whether our page may speak to this machine Electron asks the shell ([SP1]), and Chromium a person.
    args: ['--no-sandbox', '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets'],
  })

/** Boots the shell on the stand-in as `main/main.ts` does in Electron, with its parts handed in. */
export async function startShell(browser: Browser, options: ShellOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stuffchat-shell-'))
  const userData = options.userData ?? join(folder, 'user-data')
  const context = await browser.newContext()
  const standIn = createElectron({ context, userData, isPackaged: options.isPackaged ?? true })
  const { electron, told } = standIn
  const { app } = electron
  app.isSecond = options.isSecond ?? false
  options.prepare?.(standIn)
  const logged: string[] = []
  const bundle = makeBundle(folder)
  const log: Deps['log'] = (what, error) =>
    void logged.push(`${what} ${error instanceof Error ? (error.stack ?? '') : ''}`.trim())
  const tunnels = createTunnels({ dial: await loadDial(), log })
  const openExternal = createOpenExternal({ shell: electron.shell, isRoom: tunnels.owns })

  const hooks: ChildProcess[] = []

  const deps: Deps = {
    electron,
    paths: {
      preload: join(root, 'dist/main/preload.cjs'),
      renderer: options.renderer ?? bundle,
      icons: join(root, 'dist/main/icons'),
      feed: options.feed ?? join(folder, 'no-feed.yml'),
    },
    // A room of a test: loopback only, quick passwords.
    loadRoom: async () => ({
      startServer: (room) =>
        startServer({
          ...room,
          host: '127.0.0.1',
          passwordCost: 8,
          limits: { rates: 'off' },
          // WebSockets leave the page as they are; requests say app://stuffchat (electron-stand-in/window.ts).
          origins: ['http://stuffchat.localhost'],
        }),
      restoreRoom,
    }),
    loadUpdater: options.loadUpdater ?? (() => Promise.reject(new Error('Nobody may load the updater.'))),
    tunnels,
    startDiscovery: options.startDiscovery ?? (async () => ({ rooms: () => [], close: async () => undefined })),
    startHook: (keys) => {
      const hook = fork(join(root, 'dist/main/talk-hook.js'), keys, {
        env: { ...process.env, ...options.hookEnv },
        silent: true,
      })
      hooks.push(hook)
      return {
        onMessage: (listener) => void hook.on('message', listener),
        onExit: (listener) => void hook.on('exit', () => listener()),
        forget: () => void hook.send('forget'),
        kill: () => void hook.kill(),
      }
    },
    isTrusted: () => options.isTrusted ?? true,
    env: options.env ?? {},
    release: options.release ?? '6.8.0',
    openExternal,
    announce: false,
    startsHidden: options.args?.includes('--hidden') ?? false,
    platform: options.platform ?? 'linux',
    arch: 'x64',
    versions: { electron: 'stand-in' },
    executable: '/opt/Stuffchat/stuffchat',
    configHome: join(folder, 'config'),
    now: () => new Date().toISOString(),
    newId: () => crypto.randomUUID(),
    log,
  }
  const served: string[][] = []
  const booted = await boot({
    app,
    protocol: electron.protocol,
    args: options.args ?? [],
    platform: options.platform ?? 'linux',
    serve: async (args) => void served.push([...args]),
    open: () => openShell(deps),
    ways: { openExternal: (url) => void openExternal(url), isRoom: tunnels.owns },
  })

  const current = (): Window => {
    const window = electron.BrowserWindow.all.at(-1)
    if (!window) throw new Error('There is no window.')
    return window
  }
  return {
    ...standIn,
    app,
    told,
    logged,
    /** The processes that looked at keys, oldest first. */
    hooks,
    served,
    tunnels,
    booted,
    folder,
    userData,
    window: current,
    get page(): Page {
      const { page } = current().webContents
      if (!page) throw new Error('There is no page.')
      return page
    },
    /** Electron is ready, the window is there and its page is loaded. */
    async ready(): Promise<void> {
      app.becomeReady()
      if (booted.kind !== 'started') throw new Error(`It did not start: ${booted.kind}`)
      await booted.shell
      await current().loaded
    },
    async close(): Promise<void> {
      told.answer = 0
      app.quit()
      for (let waited = 0; waited < 200 && !app.hasExited && app.isReady; waited += 1) {
        await new Promise((done) => setTimeout(done, 20))
      }
      for (const hook of hooks) hook.kill('SIGKILL')
      await context.close()
      rmSync(folder, { recursive: true, force: true })
    },
    async [Symbol.asyncDispose]() {
      await this.close()
    },
  }
}
export type TestShell = Awaited<ReturnType<typeof startShell>>

/** A started shell with its page. */
export async function openedShell(browser: Browser, options: ShellOptions = {}): Promise<TestShell> {
  const shell = await startShell(browser, options)
  await shell.ready()
  return shell
}
