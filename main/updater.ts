import type { UpdateState } from '#protocol/bridge.ts'
import { Failure } from './failure.ts'
import type { Log } from './failure.ts'
import { TEXTS } from './texts.ts'

/** The part of electron-updater's `autoUpdater` that is used. */
export type AutoUpdater = {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  on(event: 'update-available', listener: (info: { version: string }) => void): unknown
  on(event: 'update-not-available', listener: () => void): unknown
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown
  on(event: 'update-downloaded', listener: (info: { version: string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  checkForUpdates(): Promise<unknown>
  quitAndInstall(): void
}

export type Updater = {
  state(): UpdateState
  check(): Promise<UpdateState>
  /** Restarts into the update; `mayQuit` has asked by then. */
  install(): Promise<void>
}

/**
 * Off unless the person wants updates and this build names a feed; until both are so nothing is loaded and nobody is
 * asked. Nothing is checked by a clock: a check is a press on a button.
 */
export function createUpdater(deps: {
  isWanted(): boolean
  hasFeed(): boolean
  load(): Promise<AutoUpdater>
  mayQuit(): Promise<boolean>
  onChange(state: UpdateState): void
  log: Log
}): Updater {
  let current: UpdateState = { kind: 'idle' }
  let version = ''
  let loading: Promise<AutoUpdater> | undefined

  const become = (next: UpdateState) => {
    current = next
    deps.onChange(state())
  }
  const isOn = () => deps.isWanted() && deps.hasFeed()
  const state = (): UpdateState => (isOn() ? current : { kind: 'off' })
  const fail = (error: unknown) => {
    deps.log('Asking for updates failed.', error)
    become({ kind: 'failed', reason: TEXTS.updates.failed })
  }
  const load = async () => {
    const updater = await deps.load()
    updater.autoDownload = true
    updater.autoInstallOnAppQuit = false
    updater.on('update-available', (info) => {
      version = info.version
      become({ kind: 'downloading', version, percent: 0 })
    })
    updater.on('update-not-available', () => become({ kind: 'idle' }))
    updater.on('download-progress', ({ percent }) =>
      become({ kind: 'downloading', version, percent: Math.min(100, Math.max(0, percent)) }),
    )
    updater.on('update-downloaded', (info) => become({ kind: 'ready', version: info.version }))
    updater.on('error', fail)
    return updater
  }

  return {
    state,
    async check() {
      if (!isOn() || current.kind === 'checking' || current.kind === 'downloading') return state()
      become({ kind: 'checking' })
      try {
        loading ??= load()
        await (await loading).checkForUpdates()
      } catch (error) {
        fail(error)
      }
      return state()
    },
    async install() {
      if (state().kind !== 'ready' || loading === undefined) throw new Failure(TEXTS.updates.notReady)
      if (await deps.mayQuit()) (await loading).quitAndInstall()
    },
  }
}
