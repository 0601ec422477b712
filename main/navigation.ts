import { decideWindowOpen, downloadUrl, mayAttachWebview, mayNavigate } from './core/navigation.ts'

type Prevented = { preventDefault(): void }
type Going = Prevented & { readonly url: string; readonly isMainFrame: boolean }

/** The parts of Electron's `WebContents` by which a page could leave. */
export type GuardedContents = {
  on(event: 'will-frame-navigate', listener: (going: Going) => void): unknown
  on(event: 'will-navigate', listener: (going: Going) => void): unknown
  on(event: 'will-redirect', listener: (going: Going) => void): unknown
  on(event: 'will-attach-webview', listener: (event: Prevented) => void): unknown
  /** Asks where to, and saves. */
  downloadURL(url: string): void
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { action: 'deny' }): void
}

export type Ways = {
  /** Hands a web address to the person's browser, if it is one. */
  openExternal(url: string): void
  /** Whether an address leads through one of the app's own tunnels to a room. */
  isRoom(url: string): boolean
}

/** For every contents that is ever made (`web-contents-created`), whoever makes it. */
export function guardContents(contents: GuardedContents, { openExternal, isRoom }: Ways): void {
  const guard = (going: Going) => {
    if (!mayNavigate(going)) going.preventDefault()
  }
  contents.on('will-navigate', guard)
  // Comes for every frame and before the other: the one place that saves, so that nothing is saved twice.
  contents.on('will-frame-navigate', (going) => {
    guard(going)
    const file = downloadUrl(going, isRoom)
    if (file !== null) contents.downloadURL(file)
  })
  contents.on('will-redirect', guard)
  contents.on('will-attach-webview', (event) => {
    if (!mayAttachWebview()) event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    const { action, external } = decideWindowOpen(url)
    if (external !== null) openExternal(external)
    return { action }
  })
}
