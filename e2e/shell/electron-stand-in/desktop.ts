import { EventEmitter } from 'node:events'

/** A picture: only where it comes from. */
export class StandInImage {
  readonly path: string
  isTemplate = false
  constructor(path: string) {
    this.path = path
  }
  isEmpty(): boolean {
    return false
  }
  setTemplateImage(isTemplate: boolean): void {
    this.isTemplate = isTemplate
  }
}

export type MenuItem = { label?: string; click?: () => void; role?: string; enabled?: boolean; submenu?: MenuItem[] }

/** What the system around a window shows and is asked for, kept where tests can read it. */
export function createDesktop() {
  const told = {
    opened: [] as string[],
    folders: [] as string[],
    questions: [] as { message: string; detail: string; buttons: string[] }[],
    notifications: [] as StandInNotification[],
    trays: [] as StandInTray[],
    menus: [] as MenuItem[][],
    applicationMenu: null as MenuItem[] | null,
    shortcuts: new Map<string, () => void>(),
    /** Which button is pressed in the next question. */
    answer: 0,
    /** What the folder dialog comes back with. */
    folder: null as string | null,
    /** Accelerators that another program has. */
    taken: new Set<string>(),
    shouldReEncrypt: false,
    encryption: 'keyring' as 'keyring' | 'basic_text' | 'none',
    sources: [
      { id: 'screen:0:0', name: 'Entire screen' },
      { id: 'window:7:0', name: 'A window' },
    ],
  }

  class StandInNotification extends EventEmitter {
    static isSupported = () => true
    readonly options: { title: string; body: string; silent: boolean }
    isShown = false
    constructor(options: { title: string; body: string; silent: boolean }) {
      super()
      this.options = options
      told.notifications.push(this)
    }
    show(): void {
      this.isShown = true
    }
    close(): void {
      this.isShown = false
      this.emit('close')
    }
  }
  class StandInTray extends EventEmitter {
    image: StandInImage
    toolTip = ''
    menu: MenuItem[] = []
    constructor(image: StandInImage) {
      super()
      this.image = image
      told.trays.push(this)
    }
    setImage(image: StandInImage): void {
      this.image = image
    }
    setToolTip(text: string): void {
      this.toolTip = text
    }
    setContextMenu(menu: MenuItem[]): void {
      this.menu = menu
    }
    destroy(): void {
      this.removeAllListeners()
    }
  }

  const parts = {
    Notification: StandInNotification,
    Tray: StandInTray,
    Menu: {
      buildFromTemplate(template: object[]): MenuItem[] {
        told.menus.push(template)
        return template
      },
      setApplicationMenu(menu: MenuItem[]) {
        told.applicationMenu = menu
      },
    },
    nativeImage: { createFromPath: (path: string) => new StandInImage(path) },
    nativeTheme: { shouldUseDarkColors: true, themeSource: 'system' as 'system' | 'dark' | 'light' },
    shell: {
      async openExternal(url: string) {
        told.opened.push(url)
      },
      async openPath(path: string) {
        told.folders.push(path)
        return ''
      },
    },
    dialog: {
      async showMessageBox(question: { message: string; detail: string; buttons: string[] }) {
        told.questions.push(question)
        return { response: told.answer }
      },
      async showOpenDialog() {
        return { canceled: told.folder === null, filePaths: told.folder === null ? [] : [told.folder] }
      },
    },
    globalShortcut: {
      register(accelerator: string, callback: () => void) {
        if (told.taken.has(accelerator)) return false
        told.shortcuts.set(accelerator, callback)
        return true
      },
      unregisterAll: () => told.shortcuts.clear(),
    },
    /** Turned around instead of encrypted: enough to see that what is stored is not what was said. */
    safeStorage: {
      isAsyncEncryptionAvailable: async () => told.encryption !== 'none',
      encryptStringAsync: async (plain: string) => Buffer.from([...plain].toReversed().join('')),
      decryptStringAsync: async (encrypted: Buffer) => ({
        result: [...encrypted.toString()].toReversed().join(''),
        shouldReEncrypt: told.shouldReEncrypt,
      }),
      getSelectedStorageBackend: () => (told.encryption === 'basic_text' ? 'basic_text' : 'gnome_libsecret'),
    },
    desktopCapturer: {
      getSources: async () =>
        told.sources.map((source) => ({
          ...source,
          thumbnail: { isEmpty: () => false, toDataURL: () => 'data:image/png;base64,AA==' },
        })),
    },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: { x: 0, y: 0, width: 1_920, height: 1_050 } }),
      getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1_920, height: 1_050 } }],
    },
    powerMonitor: new EventEmitter(),
  }
  return { told, parts }
}
