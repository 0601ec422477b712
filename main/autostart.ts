import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Autostart } from '#protocol/bridge.ts'
import { TEXTS } from './texts.ts'

/** Said to ourselves when the system starts us: stay in the tray. */
export const HIDDEN = '--hidden'

export type LoginItems = {
  getLoginItemSettings(): { openAtLogin: boolean; wasOpenedAtLogin: boolean }
  setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void
}
export type AutostartDeps = {
  app: LoginItems & { readonly isPackaged: boolean }
  platform: NodeJS.Platform
  /** What is to be started: an AppImage is mounted elsewhere each time, and says in `APPIMAGE` where it lies. */
  executable: string
  configHome: string
}

/** Starts the app at login, if asked. A source checkout is no app that could be. */
export function createAutostart(deps: AutostartDeps) {
  const { app, platform } = deps
  const supported = app.isPackaged && ['win32', 'darwin', 'linux'].includes(platform)
  // Electron has login items for Windows and macOS; Linux desktops read this file (XDG autostart specification).
  const file = join(deps.configHome, 'autostart/stuffchat.desktop')

  const get = async (): Promise<Autostart> => {
    if (!supported) return { supported, enabled: false }
    const enabled = platform === 'linux' ? await isThere(file) : app.getLoginItemSettings().openAtLogin
    return { supported, enabled }
  }
  return {
    get,
    async set(enabled: boolean): Promise<Autostart> {
      if (!supported) return get()
      if (platform !== 'linux') app.setLoginItemSettings({ openAtLogin: enabled, args: [HIDDEN] })
      else if (!enabled) await rm(file, { force: true })
      else {
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, entryFor(deps.executable))
      }
      return get()
    },
  }
}

/** Quoted as the Desktop Entry specification wants it; `%` begins a field code there. */
function entryFor(executable: string): string {
  const quoted = executable
    .replaceAll(/["`$\\]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('\\', '\\\\')
  return `[Desktop Entry]\nType=Application\nName=${TEXTS.app}\nExec="${quoted}" ${HIDDEN}\nX-GNOME-Autostart-enabled=true\n`
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
