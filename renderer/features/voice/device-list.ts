import { Observable } from '../../api/observable.ts'

/** `label` is empty while the browser does not tell names: before the microphone is allowed. */
export type SoundDevice = { id: string; label: string }
type MicrophonePermission = 'granted' | 'ask' | 'denied' | 'insecure'
export type DeviceView = {
  inputs: readonly SoundDevice[]
  outputs: readonly SoundDevice[]
  permission: MicrophonePermission
}
export type DeviceListDeps = {
  /** Undefined over plain http, whatever the types say. */
  media: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener' | 'removeEventListener'> | undefined
  /** Rejects where the browser does not tell. */
  queryPermission(): Promise<Pick<PermissionStatus, 'state' | 'addEventListener' | 'removeEventListener'>>
  onTrouble(error: unknown): void
}

/** Chromium's names for what the system has chosen, beside the devices themselves. */
const ALIASES: readonly string[] = ['', 'default', 'communications']

/** The microphones and outputs that there are, followed while anybody looks. */
export class DeviceList {
  readonly #deps: DeviceListDeps
  readonly #view: Observable<DeviceView>
  #listeners = 0
  #stop = () => {}

  constructor(deps: DeviceListDeps) {
    this.#deps = deps
    this.#view = new Observable<DeviceView>({ inputs: [], outputs: [], permission: deps.media ? 'ask' : 'insecure' })
  }
  readonly getSnapshot = (): DeviceView => this.#view.getSnapshot()
  readonly subscribe = (listener: () => void): (() => void) => {
    const stop = this.#view.subscribe(listener)
    if (this.#listeners++ === 0) this.#start()
    return () => {
      stop()
      if (--this.#listeners === 0) this.#stop()
    }
  }
  /** Looks again: names come once the microphone is allowed. */
  readonly look = (): void => void this.#look().catch(this.#deps.onTrouble)

  #start(): void {
    const { media } = this.#deps
    if (!media) return
    let status: Awaited<ReturnType<DeviceListDeps['queryPermission']>> | null = null
    let isStopped = false
    media.addEventListener('devicechange', this.look)
    this.#deps.queryPermission().then(
      (found) => {
        if (isStopped) return
        status = found
        found.addEventListener('change', this.look)
      },
      // Not told here: then names tell it.
      () => {},
    )
    this.look()
    this.#stop = () => {
      isStopped = true
      media.removeEventListener('devicechange', this.look)
      status?.removeEventListener('change', this.look)
    }
  }
  async #look(): Promise<void> {
    const { media, queryPermission } = this.#deps
    if (!media) return
    const [all, told] = await Promise.all([
      media.enumerateDevices(),
      queryPermission().then(
        ({ state }) => state,
        () => null,
      ),
    ])
    const of = (kind: MediaDeviceKind) =>
      all
        .filter((one) => one.kind === kind && !ALIASES.includes(one.deviceId))
        .map(({ deviceId, label }) => ({ id: deviceId, label }))
    const inputs = of('audioinput')
    const isNamed = inputs.some(({ label }) => label !== '')
    const permission = told === null ? (isNamed ? 'granted' : 'ask') : told === 'prompt' ? 'ask' : told
    this.#view.set({ inputs, outputs: of('audiooutput'), permission })
  }
}
