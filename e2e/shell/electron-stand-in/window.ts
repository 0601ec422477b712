import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Frame, Page, Route } from '@playwright/test'
import type { SenderFrame } from '../../../main/core/ipc.ts'
import type { WindowOptions } from '../../../main/window.ts'
import type { StandInApp } from './app.ts'
import type { StandInImage } from './desktop.ts'
import type { StandInIpc } from './ipc.ts'
import { toReal, toShown } from './origin.ts'
import { preloadScript } from './preload.ts'
import type { StandInProtocol } from './protocol.ts'

export type WindowDeps = { context: BrowserContext; app: StandInApp; ipc: StandInIpc; protocol: StandInProtocol }
type OpenHandler = (details: { readonly url: string }) => { action: 'deny' }

/** Electron's `WebContents`, over a page of Chromium. */
export class StandInContents extends EventEmitter {
  readonly sent: { channel: string; event: unknown }[] = []
  page: Page | null = null
  reloads = 0
  openHandler: OpenHandler | null = null
  readonly downloads: string[] = []

  downloadURL(url: string): void {
    this.downloads.push(url)
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }
  send(channel: string, event: unknown): void {
    this.sent.push({ channel, event })
    const told = this.page?.evaluate(
      ([name, data]) => Reflect.get(globalThis, '__standInEvent')(name, data),
      [channel, event],
    )
    // A page that is gone or being replaced hears nothing, in Electron as well.
    told?.catch(() => undefined)
  }
  reload(): void {
    this.reloads += 1
  }
  /** What Electron asks before a frame goes somewhere; true when it may. */
  mayGo(url: string, isMainFrame: boolean): boolean {
    let may = true
    const going = { url, isMainFrame, preventDefault: () => (may = false) }
    this.emit('will-frame-navigate', going)
    if (isMainFrame) this.emit('will-navigate', going)
    return may
  }
}

/** Electron's `BrowserWindow`: what it was told, and a page that runs the real preload script. */
export function createWindowClass(deps: WindowDeps) {
  const { context, app, ipc, protocol } = deps
  return class StandInWindow extends EventEmitter {
    static readonly all: StandInWindow[] = []
    readonly options: WindowOptions
    readonly webContents = new StandInContents()
    readonly loaded: Promise<void>
    overlay: { image: StandInImage | null; description: string } = { image: null, description: '' }
    visible = false
    focused = false
    minimised = false
    maximised = false
    destroyed = false
    bounds: { x: number; y: number; width: number; height: number }
    readonly #loaded = Promise.withResolvers<void>()

    constructor(options: WindowOptions) {
      super()
      this.options = options
      const { x, y, width, height } = options
      this.bounds = { x, y, width, height }
      this.loaded = this.#loaded.promise
      StandInWindow.all.push(this)
      app.windows.add(this)
      app.emit('web-contents-created', {}, this.webContents)
    }

    async loadURL(url: string): Promise<void> {
      const page = await context.newPage()
      this.webContents.page = page
      await page.exposeBinding('__standInInvoke', ({ frame }, { channel, args }) =>
        ipc.invoke(channel, senderOf(frame), ...args),
      )
      await page.exposeBinding('__standInOpen', (_source, to: string) =>
        this.webContents.openHandler?.({ url: toReal(to) }),
      )
      await page.addInitScript(preloadScript(readFileSync(this.options.webPreferences.preload, 'utf8')))
      await page.route('**/*', (route) => answer(route, page, this.webContents, protocol))
      this.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false })
      await page.goto(toShown(url))
      this.emit('ready-to-show')
      this.#loaded.resolve()
    }

    /** The cross in the corner; true when the window is gone after it. */
    close(): boolean {
      let prevented = false
      this.emit('close', { preventDefault: () => (prevented = true) })
      if (prevented) return false
      this.destroyed = true
      app.windows.delete(this)
      const { page } = this.webContents
      this.webContents.page = null
      void page?.close()
      this.emit('closed')
      return true
    }
    show(): void {
      this.visible = true
      this.focused = true
    }
    hide(): void {
      this.visible = false
      this.focused = false
    }
    focus(): void {
      this.focused = true
    }
    restore(): void {
      this.minimised = false
    }
    maximize(): void {
      this.maximised = true
    }
    isVisible(): boolean {
      return this.visible
    }
    isFocused(): boolean {
      return this.focused
    }
    isMinimized(): boolean {
      return this.minimised
    }
    isMaximized(): boolean {
      return this.maximised
    }
    getNormalBounds(): { x: number; y: number; width: number; height: number } {
      return this.bounds
    }
    setOverlayIcon(image: StandInImage | null, description: string): void {
      this.overlay = { image, description }
    }
  }
}

const senderOf = (frame: Frame): SenderFrame => ({
  url: toReal(frame.url()),
  parent: frame.parentFrame(),
  detached: frame.isDetached(),
})

/** Our own pages come from the scheme's handler; navigations ask first; rooms see `Origin: app://stuffchat`. */
async function answer(route: Route, page: Page, contents: StandInContents, protocol: StandInProtocol): Promise<void> {
  const request = route.request()
  const url = toReal(request.url())
  if (request.isNavigationRequest()) {
    const isMainFrame = request.frame() === page.mainFrame()
    // The first load is the app's own, which Electron does not ask about.
    if (page.url() !== 'about:blank' && !contents.mayGo(url, isMainFrame)) return route.abort('aborted')
  }
  if (url.startsWith('app:')) {
    const response = await protocol.get(url, request.method())
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }
  const { origin, ...others } = request.headers()
  const response = await route
    .fetch({ headers: { ...others, ...(origin === undefined ? {} : { origin: toReal(origin) }) } })
    // Nobody answers: the page hears that, as from Chromium itself.
    .catch(() => null)
  if (response === null) return route.abort('connectionfailed')
  const headers = response.headers()
  if (headers['access-control-allow-origin'] !== undefined) {
    headers['access-control-allow-origin'] = toShown(headers['access-control-allow-origin'])
  }
  return route.fulfill({ response, headers })
}
