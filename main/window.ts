import { APP_ORIGIN } from './core/origin.ts'
import type { CloseSituation } from './core/quit.ts'
import { decideClose } from './core/quit.ts'
import { MINIMUM_SIZE, placeWindow, readWindowState } from './core/window-state.ts'
import type { Rectangle, WindowState } from './core/window-state.ts'
import type { Document } from './document.ts'
import type { Log } from './failure.ts'
import type { Page } from './page.ts'
import { TEXTS } from './texts.ts'

type Prevented = { preventDefault(): void }
export type AppWindow = {
  readonly webContents: Page & {
    on(
      event: 'did-start-navigation',
      listener: (going: { readonly isMainFrame: boolean; readonly isSameDocument: boolean }) => void,
    ): unknown
    on(event: 'render-process-gone', listener: (event: unknown, details: { reason: string }) => void): unknown
    reload(): void
  }
  on(event: 'close', listener: (event: Prevented) => void): unknown
  on(event: 'closed' | 'resized' | 'moved' | 'session-end', listener: () => void): unknown
  once(event: 'ready-to-show', listener: () => void): unknown
  loadURL(url: string): Promise<void>
  show(): void
  hide(): void
  focus(): void
  restore(): void
  maximize(): void
  isVisible(): boolean
  isFocused(): boolean
  isMinimized(): boolean
  isMaximized(): boolean
  getNormalBounds(): Rectangle
}
export type WindowOptions = Rectangle & {
  minWidth: number
  minHeight: number
  title: string
  show: boolean
  autoHideMenuBar: boolean
  backgroundColor: string
  icon?: string
  webPreferences: {
    preload: string
    sandbox: true
    contextIsolation: true
    nodeIntegration: false
    webSecurity: true
    webviewTag: false
    spellcheck: false
    devTools: boolean
    backgroundThrottling: false
  }
}
export type Screen = {
  getPrimaryDisplay(): { id: number; workArea: Rectangle }
  getAllDisplays(): { id: number; workArea: Rectangle }[]
}

/** The page's own background (renderer/styles/tokens.css), so that nothing flashes before it is there. */
const BACKGROUND = { dark: '#191614', light: '#fdfcfa' } as const
/** Then it takes the person, who brings the window to the front. */
const CRASHES_IN_A_ROW = 3

export type MainWindow<Window extends AppWindow> = {
  current(): Window | null
  /** Makes it when it is not there, and brings it to the front. */
  show(): void
  toggle(): void
}

/** The one window of the app: where it was left, and always with our own page, without Node, in the sandbox. */
export async function createMainWindow<Window extends AppWindow>(deps: {
  create(options: WindowOptions): Window
  screen: Screen
  document: Document
  preload: string
  icon: string
  isPackaged: boolean
  platform: NodeJS.Platform
  isDark(): boolean
  startsHidden: boolean
  isQuitting(): boolean
  closing(): Pick<CloseSituation, 'hosting' | 'close_to_tray' | 'has_tray'>
  onQuit(): void
  onSystemEnd(): void
  onPageGone(): void
  log: Log
}): Promise<MainWindow<Window>> {
  let state = readWindowState(await deps.document.read())
  let window: Window | null = null
  let crashes = 0
  // Maximising shows a window: one that starts hidden has to wait for it.
  let toMaximise = false

  const remember = (of: Window) => {
    state = { bounds: of.getNormalBounds(), maximised: toMaximise || of.isMaximized() }
    deps.document.write(state).catch((error: unknown) => deps.log('The place of the window was not kept.', error))
  }
  const reveal = (of: Window) => {
    if (toMaximise) of.maximize()
    toMaximise = false
    of.show()
  }
  const make = (shown: boolean): Window => {
    const { bounds, maximised } = placeWindow(state, workAreas(deps.screen))
    const made = deps.create(optionsOf(deps, bounds))
    window = made
    toMaximise = maximised
    if (shown) made.once('ready-to-show', () => reveal(made))
    made.on('resized', () => remember(made))
    made.on('moved', () => remember(made))
    made.on('close', (event) => {
      remember(made)
      if (deps.isQuitting()) return
      event.preventDefault()
      if (decideClose({ ...deps.closing(), platform: deps.platform }) === 'hide') made.hide()
      else deps.onQuit()
    })
    // Windows ends the session without asking the app.
    made.on('session-end', deps.onSystemEnd)
    made.on('closed', () => {
      window = null
      deps.onPageGone()
    })
    made.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) deps.onPageGone()
    })
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      deps.log(`The page ended (${reason}).`)
      crashes += 1
      if (reason !== 'clean-exit' && crashes <= CRASHES_IN_A_ROW) made.webContents.reload()
    })
    made.loadURL(`${APP_ORIGIN}/`).catch((error: unknown) => deps.log('The page could not be loaded.', error))
    return made
  }

  const show = () => {
    const there = window ?? make(true)
    if (crashes > CRASHES_IN_A_ROW) {
      crashes = 0
      there.webContents.reload()
    }
    if (there.isMinimized()) there.restore()
    reveal(there)
    there.focus()
  }
  make(!deps.startsHidden)
  return {
    current: () => window,
    show,
    toggle() {
      if (window !== null && window.isVisible() && window.isFocused()) window.hide()
      else show()
    },
  }
}

type OptionDeps = { preload: string; icon: string; isPackaged: boolean; isDark(): boolean }
const optionsOf = (deps: OptionDeps, bounds: WindowState['bounds']): WindowOptions => ({
  ...(bounds ?? { x: 0, y: 0, width: MINIMUM_SIZE.width, height: MINIMUM_SIZE.height }),
  minWidth: MINIMUM_SIZE.width,
  minHeight: MINIMUM_SIZE.height,
  title: TEXTS.app,
  show: false,
  autoHideMenuBar: true,
  backgroundColor: deps.isDark() ? BACKGROUND.dark : BACKGROUND.light,
  icon: deps.icon,
  webPreferences: {
    preload: deps.preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    // It would fetch dictionaries from the internet.
    spellcheck: false,
    devTools: !deps.isPackaged,
    // A call goes on behind other windows, and so does the clock of the music.
    backgroundThrottling: false,
  },
})

function workAreas(screen: Screen): [Rectangle, ...Rectangle[]] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary.workArea, ...others.map(({ workArea }) => workArea)]
}
