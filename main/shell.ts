import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { about } from './about.ts'
import { createAutostart } from './autostart.ts'
import { createBadge } from './badge.ts'
import type { BadgedWindow } from './badge.ts'
import type { Shell } from './boot.ts'
import { createBridge } from './bridge.ts'
import { otherPeople } from './core/others.ts'
import type { Question } from './core/quit.ts'
import { createDocument } from './document.ts'
import { openDocuments } from './documents.ts'
import type { ElectronParts } from './electron.ts'
import { Failure } from './failure.ts'
import type { Log } from './failure.ts'
import { createFarewell } from './farewell.ts'
import { createHosting } from './hosting.ts'
import type { RoomStarter } from './hosting.ts'
import { registerCalls } from './ipc.ts'
import { createLinks } from './links.ts'
import { setMenu } from './menu.ts'
import { createNearby } from './nearby.ts'
import type { StartDiscovery } from './nearby.ts'
import { createNotifications } from './notifications.ts'
import { createEmit } from './page.ts'
import { guardSession } from './permissions.ts'
import { guardQuit } from './quit.ts'
import { serveScheme } from './scheme.ts'
import { createScreens } from './screens.ts'
import { createShortcuts } from './shortcuts.ts'
import { createTalkKey } from './talk-key.ts'
import type { StartHook } from './talk-key.ts'
import { TEXTS } from './texts.ts'
import { createTokens } from './tokens.ts'
import { createTray } from './tray.ts'
import type { Tunnels } from './tunnels.ts'
import { createUpdater } from './updater.ts'
import type { AutoUpdater } from './updater.ts'
import { createMainWindow } from './window.ts'
import type { AppWindow, MainWindow } from './window.ts'

type Icon = { isEmpty(): boolean; setTemplateImage(isTemplate: boolean): void }

export type ShellDeps<Image extends Icon, Built, Window extends AppWindow & BadgedWindow<Image>> = {
  electron: ElectronParts<Image, Built, Window>
  /** Where this build has its parts. */
  paths: { preload: string; renderer: string; icons: string; feed: string }
  /** The room's code, loaded when somebody hosts. */
  loadRoom(): Promise<{
    startServer: RoomStarter
    restoreRoom(options: { dataDir: string; source: string }): Promise<unknown>
  }>
  loadUpdater(): Promise<AutoUpdater>
  tunnels: Tunnels
  startDiscovery: StartDiscovery
  /** Starts the process that looks at the keys of the whole system, for one of them. */
  startHook: StartHook
  /** Whether macOS lets this app see keys; asks the person when it does not yet. */
  isTrusted(): boolean
  env: Readonly<Record<string, string | undefined>>
  openExternal(url: string): Promise<boolean>
  /** Whether hosted rooms say on the local network that they are there. */
  announce: boolean
  startsHidden: boolean
  platform: NodeJS.Platform
  arch: string
  /** The system's version, as `os.release()` says it. */
  release: string
  versions: { readonly electron?: string | undefined }
  /** What autostart starts, and where Linux desktops look for it. */
  executable: string
  configHome: string
  now(): string
  newId(): string
  log: Log
}

/** The one composition root of the window's side; called when Electron is ready. */
export async function openShell<Image extends Icon, Built, Window extends AppWindow & BadgedWindow<Image>>(
  deps: ShellDeps<Image, Built, Window>,
): Promise<Shell> {
  const { electron, paths, platform, tunnels, openExternal, log } = deps
  const { app, session, shell, dialog, nativeImage, nativeTheme } = electron
  const userData = app.getPath('userData')
  const roomFolder = join(userData, 'room')
  const inUserData = (name: string) => createDocument(join(userData, name))

  guardSession(session.defaultSession)
  await serveScheme({ protocol: electron.protocol, folder: paths.renderer, log })
  setMenu({ Menu: electron.Menu, platform, isPackaged: app.isPackaged })

  const documents = await openDocuments({ document: inUserData('stuffchat.json'), log })
  const applyTheme = () => {
    nativeTheme.themeSource = documents.preferences().theme
  }
  applyTheme()

  // The window comes last; until then nobody is told anything.
  let window: MainWindow<Window> | null = null
  const show = () => window?.show()
  const emit = createEmit(() => window?.current()?.webContents ?? null)
  const links = createLinks({ rooms: documents.rooms, emit, show })

  const ask = async ({ message, detail, buttons }: Question): Promise<boolean> => {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message,
      detail,
      buttons: [...buttons],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    })
    return response === 0
  }
  const icon = (name: string) => nativeImage.createFromPath(join(paths.icons, name))
  const hosting = createHosting({
    startRoom: async (options) => (await deps.loadRoom()).startServer(options),
    restoreRoom: async (options) => (await deps.loadRoom()).restoreRoom(options),
    dataDir: roomFolder,
    announce: deps.announce,
    now: deps.now,
    onChange(state) {
      tray.setHosting(state)
      emit('hosting_changed', state)
    },
  })
  const others = async () => otherPeople(await hosting.people(), hosting.state(), documents.rooms())
  const nearby = createNearby({ startDiscovery: deps.startDiscovery, rooms: documents.rooms, emit, log })
  const talkKey = createTalkKey({
    startHook: deps.startHook,
    emit,
    system: { platform, env: deps.env },
    isTrusted: deps.isTrusted,
  })
  const farewell = createFarewell({ emit, hasPage: () => Boolean(window?.current()) })
  const close = async () => {
    talkKey.close()
    await farewell.say()
    await Promise.all([nearby.close(), tunnels.close()])
  }
  const quitting = guardQuit({ app, hosting, others, ask, close, log })
  const tray = createTray({
    create: (image: Image) => new electron.Tray(image),
    buildMenu: (template) => electron.Menu.buildFromTemplate(template),
    icons: trayIcons(icon, platform),
    show,
    quit: () => app.quit(),
    log,
  })
  const shortcuts = createShortcuts({
    globalShortcut: electron.globalShortcut,
    emit,
    toggleWindow: () => window?.toggle(),
  })
  shortcuts.set(documents.preferences().shortcuts)

  const bridge = createBridge({
    documents,
    tunnels,
    nearby,
    tokens: createTokens({ safeStorage: electron.safeStorage, document: inUserData('sign-ins.json'), platform, log }),
    hosting,
    others,
    ask,
    async chooseBackup() {
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title: TEXTS.hosting.chooseBackup,
        buttonLabel: TEXTS.hosting.restore,
        defaultPath: `${roomFolder}-backups`,
        properties: ['openDirectory'],
      })
      return canceled ? null : (filePaths[0] ?? null)
    },
    async revealRoom() {
      if (!existsSync(roomFolder)) throw new Failure(TEXTS.hosting.noRoomFolder)
      const problem = await shell.openPath(roomFolder)
      if (problem !== '') throw new Failure(TEXTS.hosting.broken(problem))
    },
    notifications: createNotifications({
      Notification: electron.Notification,
      isWanted: () => documents.preferences().notifications,
      emit,
      show,
    }),
    badge: createBadge({
      app,
      platform,
      window: () => window?.current() ?? null,
      overlay: () => icon('tray-unread.png'),
      tray,
    }),
    autostart: createAutostart({ app, platform, executable: deps.executable, configHome: deps.configHome }),
    screens: createScreens({
      session: session.defaultSession,
      desktopCapturer: electron.desktopCapturer,
      emit,
      newId: deps.newId,
      platform,
      release: deps.release,
      log,
    }),
    shortcuts,
    talkKey,
    pageLeft: farewell.left,
    links,
    openExternal,
    about: () => about({ app, versions: deps.versions, platform, arch: deps.arch }),
    updater: createUpdater({
      isWanted: () => documents.preferences().updates,
      hasFeed: () => existsSync(paths.feed),
      load: deps.loadUpdater,
      mayQuit: () => quitting.mayQuit('update'),
      onChange: (state) => emit('update_changed', state),
      log,
    }),
    onPreferences: applyTheme,
    log,
  })
  registerCalls({ ipcMain: electron.ipcMain, bridge, log })

  const systemEnds = () => {
    quitting.mayQuit('system').then(
      () => app.quit(),
      (error: unknown) => log('The room could not be closed.', error),
    )
  }
  electron.powerMonitor.on('shutdown', (event) => {
    // The system waits a little when it is asked to: long enough to close the room.
    if (hosting.state().kind !== 'off') event?.preventDefault?.()
    systemEnds()
  })

  electron.powerMonitor.on('suspend', () => {
    talkKey.release()
    emit('system_suspending', {})
  })
  electron.powerMonitor.on('lock-screen', talkKey.release)
  electron.powerMonitor.on('resume', () => emit('system_resumed', {}))

  await mkdir(userData, { recursive: true })
  window = await createMainWindow({
    create: (options) => new electron.BrowserWindow(options),
    screen: electron.screen,
    document: inUserData('window.json'),
    preload: paths.preload,
    icon: join(paths.icons, 'icon.png'),
    isPackaged: app.isPackaged,
    platform,
    isDark: () => nativeTheme.shouldUseDarkColors,
    startsHidden: deps.startsHidden && tray.isThere,
    isQuitting: quitting.isQuitting,
    closing: () => ({
      hosting: hosting.state(),
      close_to_tray: documents.preferences().close_to_tray,
      has_tray: tray.isThere,
    }),
    onQuit: () => app.quit(),
    onSystemEnd: systemEnds,
    onPageGone() {
      links.forgetPage()
      nearby.forgetPage()
      talkKey.close()
    },
    log,
  })
  return { show, follow: links.follow }
}

/** macOS colours a template image by itself, and so must know that it is one. */
function trayIcons<Image extends Icon>(icon: (name: string) => Image, platform: NodeJS.Platform) {
  const isMac = platform === 'darwin'
  const icons = {
    calm: icon(isMac ? 'trayTemplate.png' : 'tray.png'),
    unread: icon(isMac ? 'tray-unreadTemplate.png' : 'tray-unread.png'),
  }
  if (isMac) for (const image of Object.values(icons)) image.setTemplateImage(true)
  return icons
}
