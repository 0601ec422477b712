import type { BootApp } from './boot.ts'
import type { LoginItems } from './autostart.ts'
import type { BadgedWindow } from './badge.ts'
import type { IpcMain } from './ipc.ts'
import type { MenuClass } from './menu.ts'
import type { NotificationClass } from './notifications.ts'
import type { PermissionSession } from './permissions.ts'
import type { QuittingApp } from './quit.ts'
import type { Protocol } from './scheme.ts'
import type { DesktopCapturer, DisplayMediaSession } from './screens.ts'
import type { GlobalShortcut } from './shortcuts.ts'
import type { SafeStorage } from './tokens.ts'
import type { TrayIcon } from './tray.ts'
import type { AppWindow, Screen, WindowOptions } from './window.ts'

type Icon = { isEmpty(): boolean; setTemplateImage(isTemplate: boolean): void }
type MessageBox = {
  type: 'question'
  message: string
  detail: string
  buttons: string[]
  defaultId: number
  cancelId: number
  noLink: boolean
}
type FolderDialog = { title: string; buttonLabel: string; defaultPath: string; properties: 'openDirectory'[] }
type Theme = 'system' | 'dark' | 'light'

/** Electron, as far as this app uses it: the real module fits, and so does the stand-in of the tests. */
export type ElectronParts<Image extends Icon, Built, Window extends AppWindow & BadgedWindow<Image>> = {
  app: BootApp &
    QuittingApp &
    LoginItems & {
      getPath(name: 'userData'): string
      getVersion(): string
      setBadgeCount(count: number): boolean
    }
  protocol: Protocol
  session: { readonly defaultSession: PermissionSession & DisplayMediaSession }
  ipcMain: IpcMain
  BrowserWindow: new (options: WindowOptions) => Window
  Menu: MenuClass<Built> & { buildFromTemplate(template: object[]): Built }
  Tray: new (image: Image) => TrayIcon<Image, Built>
  nativeImage: { createFromPath(path: string): Image }
  nativeTheme: { readonly shouldUseDarkColors: boolean; themeSource: Theme }
  Notification: NotificationClass
  desktopCapturer: DesktopCapturer
  globalShortcut: GlobalShortcut
  safeStorage: SafeStorage
  screen: Screen
  shell: { openExternal(url: string): Promise<void>; openPath(path: string): Promise<string> }
  dialog: {
    showMessageBox(options: MessageBox): Promise<{ response: number }>
    showOpenDialog(options: FolderDialog): Promise<{ canceled: boolean; filePaths: string[] }>
  }
  powerMonitor: {
    on(event: 'shutdown', listener: (event?: { preventDefault?(): void }) => void): unknown
    /** `lock-screen` on macOS and Windows. */
    on(event: 'suspend' | 'resume' | 'lock-screen', listener: () => void): unknown
  }
}
