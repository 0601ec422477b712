import { randomUUID } from 'node:crypto'
import { homedir, release } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import * as electron from 'electron'
import type { BrowserWindow, Menu, NativeImage } from 'electron'
import { HIDDEN } from './autostart.ts'
import { boot } from './boot.ts'
import { serverArguments } from './core/server-arguments.ts'
import type { Log } from './failure.ts'
import { createOpenExternal } from './links.ts'
import { serve } from './serve.ts'
import { openShell } from './shell.ts'
import type { StartHook } from './talk-key.ts'
import { createTunnels } from './tunnels.ts'

/** The desktop app's entry: hands the machine's edges to the parts. `dist/main/main.js` is this, bundled. */
const { app, protocol, shell } = electron
const here = import.meta.dirname
const log: Log = (what, error) =>
  void process.stderr.write(`stuffchat: ${what}${error === undefined ? '' : ` ${describe(error)}`}\n`)
const describe = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))

/** As for the room alone (server/cli): rooms that are hosted here say nothing on the local network. */
const NO_ANNOUNCE = '--no-announce'
// Without a package, Electron is told the script's path first.
const args = process.argv.slice(app.isPackaged ? 1 : 2)
const loadRoom = () => import('../server/start.ts')
const tunnels = createTunnels({ dial: async (...asked) => (await (await loadRoom()).loadDial())(...asked), log })
const openExternal = createOpenExternal({ shell, isRoom: tunnels.owns })
const startHook: StartHook = (keys) => {
  const hook = electron.utilityProcess.fork(join(here, 'talk-hook.js'), [...keys], {
    serviceName: 'Stuffchat talk key',
    stdio: 'ignore',
  })
  return {
    onMessage: (listener) => void hook.on('message', listener),
    onExit: (listener) => void hook.on('exit', () => listener()),
    forget: () => hook.postMessage('forget'),
    kill: () => void hook.kill(),
  }
}

// Waited for: with --server-only this is what keeps Electron from opening a display (boot.ts).
const booted = await boot({
  app,
  protocol,
  args,
  platform: process.platform,
  serve: (said) => serve({ app, args: serverArguments(said), env: process.env, load: loadRoom, process }),
  open: () =>
    openShell<NativeImage, Menu, BrowserWindow>({
      electron,
      paths: {
        preload: join(here, 'preload.cjs'),
        renderer: join(here, '../renderer'),
        icons: join(here, 'icons'),
        // electron-builder puts it there when an update feed is configured; this project configures none.
        feed: join(process.resourcesPath, 'app-update.yml'),
      },
      loadRoom,
      tunnels,
      startDiscovery: async (options) => (await loadRoom()).startDiscovery(options),
      startHook,
      isTrusted: () => electron.systemPreferences.isTrustedAccessibilityClient(true),
      env: process.env,
      openExternal,
      announce: !args.includes(NO_ANNOUNCE),
      loadUpdater: async () => (await import('electron-updater')).default.autoUpdater,
      // macOS passes no arguments to what it starts at login.
      startsHidden:
        args.includes(HIDDEN) || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin),
      platform: process.platform,
      arch: process.arch,
      release: release(),
      versions: process.versions,
      executable: process.env['APPIMAGE'] ?? process.execPath,
      configHome: process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'),
      now: () => new Date().toISOString(),
      newId: randomUUID,
      log,
    }),
  ways: {
    openExternal: (url) => void openExternal(url).catch((error: unknown) => log('A link was not opened.', error)),
    isRoom: tunnels.owns,
  },
})
if (booted.kind === 'started') {
  // Not waited for here: Electron is ready only after its entry is.
  booted.shell.catch((error: unknown) => {
    log('Stuffchat could not start.', error)
    electron.dialog.showErrorBox('Stuffchat could not start.', describe(error))
    app.exit(1)
  })
}
