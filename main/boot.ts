import { LINK_SCHEME, linkFromArguments } from './core/deep-links.ts'
import { decideInstance, messageOf, onSecondInstance } from './core/single-instance.ts'
import type { InstanceMessage } from './core/single-instance.ts'
import { guardContents } from './navigation.ts'
import type { GuardedContents, Ways } from './navigation.ts'
import { registerScheme } from './scheme.ts'
import type { Protocol } from './scheme.ts'

type Prevented = { preventDefault(): void }
/** The parts of Electron's `app` by which the app comes to life. */
export type BootApp = {
  readonly isPackaged: boolean
  requestSingleInstanceLock(message: InstanceMessage): boolean
  setAsDefaultProtocolClient(scheme: string): boolean
  setAppUserModelId(id: string): void
  on(
    event: 'second-instance',
    listener: (event: unknown, argv: string[], folder: string, message: unknown) => void,
  ): unknown
  on(event: 'open-url', listener: (event: Prevented, url: string) => void): unknown
  on(event: 'activate', listener: () => void): unknown
  on(event: 'window-all-closed', listener: () => void): unknown
  on(event: 'web-contents-created', listener: (event: unknown, contents: GuardedContents) => void): unknown
  whenReady(): Promise<unknown>
  quit(): void
}

/** What of the running app the system's own events reach. */
export type Shell = { show(): void; follow(link: string): void }

export type BootDeps = {
  app: BootApp
  protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>
  /** Without the program's own name, and without the script's. */
  args: readonly string[]
  platform: NodeJS.Platform
  /** The room without a window; resolves when it has ended. */
  serve(args: readonly string[]): Promise<void>
  /** Everything that needs a display; called when the app is ready. */
  open(): Promise<Shell>
  ways: Ways
}

/**
 * The order in which the app comes to life. What must be said before `ready` is said without waiting. With
 * `--server-only` nothing of it happens: the returned promise is the room's, and as long as the entry waits for it
 * Electron pumps Node's loop and opens no display (ES modules in Electron: `ready` waits for the entry).
 */
export async function boot(
  deps: BootDeps,
): Promise<{ kind: 'served' | 'handed_over' } | { kind: 'started'; shell: Promise<Shell> }> {
  const { app, args } = deps
  const message = messageOf(args)
  const decision = decideInstance({ args, takeLock: () => app.requestSingleInstanceLock(message) })
  if (decision === 'serve') {
    await deps.serve(args)
    return { kind: 'served' }
  }
  if (decision === 'hand_over') {
    app.quit()
    return { kind: 'handed_over' }
  }
  registerScheme(deps.protocol)
  // As in electron-builder.yml; Windows shows notifications by it.
  if (deps.platform === 'win32') app.setAppUserModelId('org.stuffchat.app')
  // A source checkout would register the bare Electron, with no idea of us.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)

  // macOS may bring a link before the app is ready: it waits for the shell like everything else.
  const first = linkFromArguments(args)
  const early: string[] = first === null ? [] : [first]
  let shell: Shell | null = null
  const follow = (link: string) => {
    if (shell === null) early.push(link)
    else shell.follow(link)
  }
  app.on('open-url', (event, url) => {
    event.preventDefault()
    follow(url)
  })
  app.on('second-instance', (_event, argv, _folder, said) => {
    const { link } = onSecondInstance(said, argv)
    if (link === null) shell?.show()
    else follow(link)
  })
  app.on('activate', () => shell?.show())
  // The room may go on without one; the tray, or the dock, is the way back. Quitting goes through `app.quit`.
  app.on('window-all-closed', () => undefined)
  app.on('web-contents-created', (_event, contents) => guardContents(contents, deps.ways))

  const open = async () => {
    await app.whenReady()
    const opened = await deps.open()
    shell = opened
    const last = early.at(-1)
    if (last !== undefined) opened.follow(last)
    return opened
  }
  return { kind: 'started', shell: open() }
}
