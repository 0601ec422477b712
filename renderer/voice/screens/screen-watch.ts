import { Observable } from '../../api/observable.ts'
import type { ScreenWish } from '../ports.ts'
import type { CallView, ScreenView } from '../state.ts'
import type { CallTabs } from './call-tabs.ts'

/** How this device shows the screens of its call. */
export type Watching = {
  /** Ids of the screens that one does not want to see or hear. */
  hidden: ReadonlySet<string>
  /** The one that fills the conversation. */
  large: string | null
  /** 0 to 1 by user id; whom it lacks is as loud as they are. */
  volumes: ReadonlyMap<string, number>
  /** What was asked for the last time. */
  wish: ScreenWish
}
const START: Watching = {
  hidden: new Set(),
  large: null,
  volumes: new Map(),
  wish: { prefer: 'motion', withSound: true },
}

export type ScreenWatchDeps = {
  voice: { subscribe(listener: () => void): () => void; getSnapshot(): CallView | null }
  /** `voice_output`: the device that is wished for; null: the system's. */
  preferences: { subscribe(listener: () => void): () => void; getSnapshot(): { voice_output: string | null } }
  tabs: Pick<CallTabs, 'enter'>
  /** In the document, so that the browser keeps playing it. */
  createAudio(screenId: string): HTMLAudioElement
  createStream(tracks: MediaStreamTrack[]): MediaStream
  /** Something was plugged in or out; gives its unsubscribe. */
  onDevices(listener: () => void): () => void
  onTrouble(error: unknown): void
}
type Playing = { audio: HTMLAudioElement; track: MediaStreamTrack }

/**
 * Which screens are watched and how loud they are, and their sound, which goes on while one looks at another channel.
 * One's own is never played: one hears the original.
 */
export class ScreenWatch {
  readonly #deps: ScreenWatchDeps
  readonly #state = new Observable(START)
  readonly #playing = new Map<string, Playing>()
  #leaveTabs: (() => void) | null = null
  readonly #stops: readonly (() => void)[]

  constructor(deps: ScreenWatchDeps) {
    this.#deps = deps
    this.#stops = [
      deps.voice.subscribe(() => this.#follow()),
      this.#state.subscribe(() => this.#play()),
      deps.preferences.subscribe(() => this.#routeAll()),
      deps.onDevices(() => this.#routeAll()),
    ]
    this.#follow()
  }
  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  setHidden(id: string, isHidden: boolean): void {
    const { hidden, large } = this.getSnapshot()
    const others = [...hidden].filter((one) => one !== id)
    this.#set({ hidden: new Set(isHidden ? [...others, id] : others), large: isHidden && large === id ? null : large })
  }
  setLarge(id: string | null): void {
    this.#set({ large: id })
  }
  /** 0 to 1, for all screens of somebody. */
  setVolume(userId: string, volume: number): void {
    this.#set({ volumes: new Map(this.getSnapshot().volumes).set(userId, Math.min(1, Math.max(0, volume))) })
  }
  setWish(wish: ScreenWish): void {
    this.#set({ wish })
  }
  close(): void {
    for (const stop of this.#stops) stop()
    for (const id of this.#playing.keys()) this.#silence(id)
    this.#leaveTabs?.()
  }

  #set(patch: Partial<Watching>): void {
    this.#state.set({ ...this.getSnapshot(), ...patch })
  }
  /** Forgets the screens that are gone. */
  #follow(): void {
    const isInCall = this.#deps.voice.getSnapshot() !== null
    // Before this tab can play anything of a call.
    if (isInCall) this.#leaveTabs ??= this.#deps.tabs.enter()
    else {
      this.#leaveTabs?.()
      this.#leaveTabs = null
    }
    const ids = new Set(this.#screens.map(({ id }) => id))
    const { hidden, large } = this.getSnapshot()
    const isLargeGone = large !== null && !ids.has(large)
    const isHiddenGone = [...hidden].some((id) => !ids.has(id))
    if (isLargeGone || isHiddenGone)
      this.#set({
        large: isLargeGone ? null : large,
        hidden: new Set([...hidden].filter((id) => ids.has(id))),
      })
    this.#play()
  }
  get #screens(): readonly ScreenView[] {
    return this.#deps.voice.getSnapshot()?.screens ?? []
  }
  #play(): void {
    const { hidden, volumes } = this.getSnapshot()
    const isDeafened = this.#deps.voice.getSnapshot()?.isDeafened === true
    const heard = new Map(
      this.#screens.flatMap((screen) => {
        const [track] = screen.isOwn || hidden.has(screen.id) ? [] : screen.stream.getAudioTracks()
        return track === undefined ? [] : [[screen.id, { screen, track }] as const]
      }),
    )
    for (const [id, { track }] of this.#playing) if (heard.get(id)?.track !== track) this.#silence(id)
    for (const [id, { screen, track }] of heard) {
      const audio = this.#playing.get(id)?.audio ?? this.#start(id, track)
      audio.muted = isDeafened
      audio.volume = volumes.get(screen.userId) ?? 1
    }
  }
  #start(id: string, track: MediaStreamTrack): HTMLAudioElement {
    const audio = this.#deps.createAudio(id)
    // Without the picture, which another element shows.
    audio.srcObject = this.#deps.createStream([track])
    this.#playing.set(id, { audio, track })
    this.#route(audio)
    audio.play().catch((error: unknown) => {
      // Taken away before it began.
      if (this.#playing.get(id)?.audio === audio) this.#deps.onTrouble(error)
    })
    return audio
  }
  #silence(id: string): void {
    const audio = this.#playing.get(id)?.audio
    this.#playing.delete(id)
    if (audio === undefined) return
    audio.srcObject = null
    audio.remove()
  }
  #routeAll(): void {
    for (const { audio } of this.#playing.values()) this.#route(audio)
  }
  /** To the chosen output, or to the system's while that is away; not in every browser. */
  #route(audio: HTMLAudioElement): void {
    if (!('setSinkId' in audio)) return
    const wanted = this.#deps.preferences.getSnapshot().voice_output ?? ''
    audio.setSinkId(wanted).catch(() => audio.setSinkId('').catch(this.#deps.onTrouble))
  }
}

/** Elements of this page. */
export function browserScreenSound({
  document,
  navigator,
}: Window): Pick<ScreenWatchDeps, 'createAudio' | 'createStream' | 'onDevices'> {
  return {
    createAudio(screenId) {
      const audio = document.createElement('audio')
      audio.dataset['screen'] = screenId
      audio.hidden = true
      document.body.append(audio)
      return audio
    },
    createStream: (tracks) => new MediaStream(tracks),
    onDevices(listener) {
      // Over plain http there are none.
      if (!('mediaDevices' in navigator)) return () => {}
      const { mediaDevices } = navigator
      mediaDevices.addEventListener('devicechange', listener)
      return () => mediaDevices.removeEventListener('devicechange', listener)
    },
  }
}
