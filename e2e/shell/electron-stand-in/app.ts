import { EventEmitter } from 'node:events'

type Closable = { close(): boolean }
type LoginItem = { openAtLogin: boolean; wasOpenedAtLogin?: boolean; args: string[] }

/** Electron's `app` in memory: its events can be emitted, and what it was told can be read. */
export class StandInApp extends EventEmitter {
  readonly isPackaged: boolean
  readonly calls: string[] = []
  readonly switches = new Map<string, string>()
  readonly commandLine = {
    appendSwitch: (name: string, value = '') => void this.switches.set(name, value),
  }
  /** Whether another process has the lock. */
  isSecond = false
  isReady = false
  hasExited = false
  badge = 0
  loginItem: LoginItem = { openAtLogin: false, args: [] }
  lockMessage: unknown = null
  readonly windows = new Set<Closable>()
  readonly #userData: string
  readonly #ready = Promise.withResolvers<undefined>()

  constructor(options: { userData: string; isPackaged: boolean }) {
    super()
    this.#userData = options.userData
    this.isPackaged = options.isPackaged
  }

  /** What Electron does once its entry has been evaluated. */
  becomeReady(): void {
    this.isReady = true
    this.calls.push('ready')
    this.#ready.resolve(undefined)
  }
  whenReady(): Promise<undefined> {
    this.calls.push('whenReady')
    return this.#ready.promise
  }
  requestSingleInstanceLock(message: unknown): boolean {
    this.calls.push('requestSingleInstanceLock')
    this.lockMessage = message
    return !this.isSecond
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.calls.push(`setAsDefaultProtocolClient ${scheme}`)
    return true
  }
  setAppUserModelId(): void {
    this.calls.push('setAppUserModelId')
  }
  disableHardwareAcceleration(): void {
    this.calls.push('disableHardwareAcceleration')
  }
  getPath(): string {
    return this.#userData
  }
  getVersion(): string {
    return '0.0.0'
  }
  setBadgeCount(count: number): boolean {
    this.badge = count
    return true
  }
  getLoginItemSettings(): LoginItem & { wasOpenedAtLogin: boolean } {
    return { wasOpenedAtLogin: false, ...this.loginItem }
  }
  setLoginItemSettings(settings: LoginItem): void {
    this.loginItem = settings
  }
  /** In Electron's order: `before-quit`, then each window's `close`, then the end; any of them may say no. */
  quit(): void {
    if (this.hasExited) return
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (prevented || ![...this.windows].every((window) => window.close())) return
    this.hasExited = true
    this.emit('quit')
  }
}
