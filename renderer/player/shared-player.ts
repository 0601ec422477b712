import type { QueryClient } from '@tanstack/query-core'
import type { ShareplayActionType, ShareplayState } from '#protocol/shareplay.ts'
import { keys } from '../api/keys.ts'
import { Observable } from '../api/observable.ts'
import type { RoomSocket } from '../realtime/socket.ts'
import type { Wake } from '../realtime/browser.ts'
import type { CallView } from '../voice/state.ts'
import { Clicks } from './clicks.ts'
import { DUCK_MS, LOUD, gainOf, withSpeech } from './duck.ts'
import { type Heard, Listening } from './listening.ts'
import { MediaKeys, type MediaKeysDeps } from './media-keys.ts'
import { createReports } from './reports.ts'
import { Speaker, type SpeakerDeps } from './speaker.ts'
import { type Player, type PlayerView, SILENT } from './state.ts'

type Source<T> = { subscribe(listener: () => void): () => void; getSnapshot(): T }
type PlayerLive = {
  cache: Pick<QueryClient, 'getQueryData'>
  socket: Pick<RoomSocket, 'send' | 'onEvent' | 'subscribe' | 'getSnapshot'>
}
type PlayerRoom = { readonly baseUrl: string; live: Source<PlayerLive | null> }
type PlayerWishes = {
  player_volume: number
  player_duck: boolean
  player_nudge_ms: number
  voice_output: string | null
}

export type SharedPlayerDeps = Pick<SpeakerDeps, 'newContext' | 'newOffline' | 'after' | 'onTrouble'> &
  Pick<MediaKeysDeps, 'session' | 'newMetadata' | 'newAnchor' | 'onOther'> & {
    /** The one call of the app. */
    voice: Source<CallView | null>
    rooms: Source<unknown> & { get(key: string): PlayerRoom | undefined }
    preferences: Source<PlayerWishes> & { set(patch: Partial<PlayerWishes>): void }
    fetch(url: string, init: RequestInit): Promise<Response>
    newElement(url: string): HTMLAudioElement
    wake: Wake
    /** Something was plugged in or out; gives its unsubscribe. */
    onDevices(listener: () => void): () => void
    /** The next click or key, wherever it goes; gives its cancel. */
    onTouch(listener: () => void): () => void
    /** Milliseconds of a clock that nobody can set (`performance.now`). */
    now(): number
  }

/** Where something of the call's is listened to: all of it changes together. */
type Place = { roomKey: string; channelId: string; live: PlayerLive }
const TICK_MS = 100
const ERROR_EVERY_MS = 1_000
/** A level follows the hand. */
const LEVEL_MS = 40

/**
 * Plays the shared music of the call that one is in, in unison with everybody else there. Deafening oneself is about
 * voices and leaves the music alone: it has a volume of its own.
 */
export class SharedPlayer implements Player {
  readonly #deps: SharedPlayerDeps
  readonly #view: Observable<PlayerView>
  readonly #speaker: Speaker
  readonly #stops: (() => void)[]
  #place: Place | null = null
  #listening: Listening | null = null
  #keys: MediaKeys | null = null
  #clicks: Clicks | null = null
  #ducking = LOUD
  #levelMs = LEVEL_MS
  #sink = ''
  #errorAt = -Infinity
  /** The room's that the call is in. */
  #followed: PlayerRoom['live'] | undefined
  #stopLive = () => {}
  #stopReports = () => {}
  #stopTick: (() => void) | null = null
  #stopTouch: (() => void) | null = null

  constructor(deps: SharedPlayerDeps) {
    this.#deps = deps
    this.#view = new Observable({ ...SILENT, volume: deps.preferences.getSnapshot().player_volume })
    this.#sink = this.#wishedSink()
    this.#speaker = new Speaker({ ...deps, sink: this.#wishedSink })
    this.#stops = [
      deps.voice.subscribe(this.#follow),
      deps.rooms.subscribe(this.#follow),
      deps.preferences.subscribe(() => this.#wishes()),
      // The chosen output may have gone, or be back.
      deps.onDevices(() => this.#speaker.route()),
    ]
    this.#follow()
  }
  readonly subscribe = (listener: () => void) => this.#view.subscribe(listener)
  readonly getSnapshot = () => this.#view.getSnapshot()

  positionAt(): number | null {
    return this.#listening?.positionAt(this.#deps.now()) ?? null
  }
  setVolume(volume: number): void {
    this.#deps.preferences.set({ player_volume: Math.min(1, Math.max(0, volume)) })
  }
  readonly unblock = (): void => {
    this.#stopTouch?.()
    this.#stopTouch = null
    this.#speaker.unblock()
    this.#listening?.unblock()
  }
  /** The machine was asleep. */
  wake(): void {
    this.#listening?.clock.wake()
  }
  startClickTest(): void {
    const listening = this.#listening
    if (!listening || this.#clicks) return
    this.#clicks = new Clicks({
      output: () => this.#speaker.output,
      now: this.#deps.now,
      roomTime: (ms) => listening.clock.roomTime(ms),
      deviceTime: (ms) => listening.clock.deviceTime(ms),
      nudgeMs: this.#nudgeMs,
    })
    this.#set({ isClickTest: true })
    this.#tick()
  }
  stopClickTest(): void {
    this.#clicks = null
    this.#set({ isClickTest: false })
    // Without music nothing else would let go of the device.
    this.#listening?.look()
    this.#tick()
  }
  close(): void {
    for (const stop of this.#stops) stop()
    this.#stopLive()
    this.#stopTick?.()
    this.#enter(null)
  }

  /** Where the call is, there is the music. */
  readonly #follow = (): void => {
    const call = this.#deps.voice.getSnapshot()
    const room = call && this.#deps.rooms.get(call.roomKey)
    if (room?.live !== this.#followed) {
      this.#stopLive()
      this.#followed = room?.live
      this.#stopLive = room?.live.subscribe(this.#follow) ?? (() => {})
    }
    const live = room?.live.getSnapshot()
    const { roomKey, channelId } = call ?? {}
    const place = live && roomKey !== undefined && channelId !== undefined ? { roomKey, channelId, live } : null
    const before = this.#place
    if (before?.live !== place?.live || before?.channelId !== place?.channelId) this.#enter(place)
    this.#tick()
  }

  #enter(place: Place | null): void {
    this.#place = place
    this.#listening?.close()
    this.#listening = null
    this.#stopReports()
    this.#keys?.close()
    this.#keys = null
    this.#clicks = null
    this.#ducking = LOUD
    this.#stopTouch?.()
    this.#stopTouch = null
    this.#view.set({ ...SILENT, volume: this.#deps.preferences.getSnapshot().player_volume })
    if (!place) {
      this.#speaker.close()
      return
    }
    const { roomKey, channelId, live } = place
    this.#set({ roomKey, channelId })
    const urlOf = (path: string) => `${this.#deps.rooms.get(roomKey)?.baseUrl ?? ''}${path}`
    const reports = createReports({
      ...this.#deps,
      send: (told) => live.socket.send({ type: 'shareplay_report', channel_id: channelId, ...told }),
    })
    this.#stopReports = reports.close
    this.#keys = new MediaKeys({
      ...this.#deps,
      urlOf,
      act: (type, seek) => this.#act(place, type, seek),
    })
    this.#listening = new Listening({
      ...this.#deps,
      channelId,
      socket: live.socket,
      speaker: this.#speaker,
      urlOf,
      stateInCache: () => live.cache.getQueryData<ShareplayState | null>(keys.shareplay(channelId)) ?? null,
      level: () => this.#level,
      nudgeMs: this.#nudgeMs,
      onHeard: (heard) => {
        this.#hear(heard)
        reports.tell(heard)
      },
    })
  }
  #hear(heard: Heard): void {
    const now = this.#deps.now()
    const before = this.getSnapshot()
    const rounded = heard.errorMs === null ? null : Math.round(heard.errorMs)
    // A figure that changes many times a second can be read by nobody.
    const isDue = now - this.#errorAt >= ERROR_EVERY_MS || (rounded === null) !== (before.errorMs === null)
    if (isDue) this.#errorAt = now
    this.#set({ ...heard, errorMs: isDue ? rounded : before.errorMs })
    const { state = null } = this.#listening ?? {}
    this.#keys?.show({ state, sound: heard.sound, position: this.positionAt() })
    if (heard.sound === 'blocked') this.#stopTouch ??= this.#deps.onTouch(this.unblock)
  }
  /** As a button of the interface does: whoever else presses the same at the same time, it counts once. */
  #act({ live, channelId }: Place, type: ShareplayActionType, seek?: { seconds: number; itemId: string }): void {
    const rev = this.#listening?.state?.rev
    const isStep = type === 'next' || type === 'prev'
    live.socket.send({
      type: 'shareplay_action',
      channel_id: channelId,
      action_type: type,
      ...(seek === undefined ? {} : { data: seek.seconds, item_id: seek.itemId }),
      ...(isStep && rev !== undefined ? { rev } : {}),
    })
  }
  #wishes(): void {
    this.#set({ volume: this.#deps.preferences.getSnapshot().player_volume })
    const sink = this.#wishedSink()
    if (sink !== this.#sink) this.#speaker.route()
    this.#sink = sink
    this.#listening?.look()
  }
  /** What changes by time or by voices, while there is anything to be heard. */
  #tick(): void {
    this.#stopTick?.()
    this.#stopTick = null
    if (!this.#listening) return
    const call = this.#deps.voice.getSnapshot()
    const { player_duck: wanted } = this.#deps.preferences.getSnapshot()
    // Whom one does not hear one need not make way for.
    const isSpeaking = wanted && call?.isDeafened === false && call.peers.some((peer) => peer.isSpeaking)
    const before = this.#ducking.isDucked
    this.#ducking = withSpeech(this.#ducking, isSpeaking, this.#deps.now())
    const { isDucked } = this.#ducking
    if (isDucked !== before) {
      this.#set({ isDucked })
      this.#levelMs = isDucked ? DUCK_MS.down : DUCK_MS.up
      this.#listening.look()
      this.#levelMs = LEVEL_MS
    }
    if (this.#clicks) {
      this.#speaker.look(true)
      this.#clicks.look()
    }
    if (this.#clicks || isDucked) this.#stopTick = this.#deps.after(TICK_MS, () => this.#tick())
  }
  get #level(): { gain: number; withinMs: number } {
    const { player_volume: volume } = this.#deps.preferences.getSnapshot()
    return { gain: this.#clicks ? 0 : gainOf(volume, this.#ducking.isDucked), withinMs: this.#levelMs }
  }
  readonly #wishedSink = (): string => this.#deps.preferences.getSnapshot().voice_output ?? ''
  readonly #nudgeMs = (): number => this.#deps.preferences.getSnapshot().player_nudge_ms
  #set(patch: Partial<PlayerView>): void {
    const before = this.getSnapshot()
    const next = { ...before, ...patch }
    if (JSON.stringify(next) !== JSON.stringify(before)) this.#view.set(next)
  }
}
