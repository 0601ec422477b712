import { getVoiceConfig } from '#protocol/voice.ts'
import { ApiError } from '../api/errors.ts'
import { Observable } from '../api/observable.ts'
import type { Live } from '../app/live.ts'
import type { Room } from '../app/room.ts'
import { Goodbyes } from './goodbyes.ts'
import type { CallEnvironment, Level, RunningCall, ScreenWish, VoiceSource } from './ports.ts'
import type { CallEnd, CallView } from './state.ts'

/** The room and the sign-in that a call is made through. */
export type CallRoom = Pick<Room, 'key'>
export type CallLive = Pick<Live, 'userId' | 'socket' | 'call'>

/** Where push-to-talk is held: the key while the window is in front, the button in it, the key seen by the desktop app. */
export type TalkSource = 'key' | 'button' | 'global'

/** The one call of this app, over all its rooms. What a call needs is loaded when somebody first joins one. */
export class Voice {
  readonly #deps: CallEnvironment
  readonly #view = new Observable<CallView | null>(null)
  readonly #call = new Observable<RunningCall | null>(null)
  readonly #microphone = new Observable<VoiceSource | null>(null)
  readonly #levels = new Map<string, Level>()
  readonly #goodbyes = new Goodbyes()
  /** Why the last call ended, where that was not the person's wish; null again when they join one. */
  readonly ended = new Observable<CallEnd | null>(null)
  readonly #held = new Set<TalkSource>()
  /** Tells a join that was overtaken by another, or by leaving. */
  #turn = 0
  #joining: Promise<void> | null = null
  /** A person's switches outlive the call: who moves to another one muted is muted there. */
  #isMuted = false
  #isDeafened = false
  #wasMuted = false
  #stopWatching = () => {}

  constructor(deps: CallEnvironment) {
    this.#deps = deps
    deps.window.addEventListener('pagehide', this.leave)
  }
  readonly subscribe = this.#view.subscribe
  readonly getSnapshot = this.#view.getSnapshot
  /** The microphone of the call; null without one. */
  get microphone(): Pick<Observable<VoiceSource | null>, 'subscribe' | 'getSnapshot'> {
    return this.#microphone
  }

  /** Goes into a channel's call, out of the one before. Rejects with a sentence; resolves when overtaken. */
  async join(room: CallRoom, live: CallLive, channelId: string): Promise<void> {
    const now = this.getSnapshot()
    if (now?.roomKey === room.key && now.channelId === channelId && this.#joining) return await this.#joining
    this.leave()
    const mine = ++this.#turn
    this.#joining = this.#join(mine, room, live, channelId).catch((error: unknown) => {
      // Whoever has gone elsewhere meanwhile need not hear why it did not work here.
      if (mine !== this.#turn) return
      this.leave()
      throw error
    })
    await this.#joining
  }
  /** Out of the call, at once. */
  readonly leave = (): void => {
    this.#turn++
    this.#joining = null
    this.#call.getSnapshot()?.leave()
    this.#clear()
  }
  /** Who speaks again hears again, too. */
  setMuted(isMuted: boolean): void {
    if (this.#isDeafened) this.#wasMuted = isMuted
    if (this.#isDeafened && isMuted) return
    this.#isDeafened = false
    this.#isMuted = isMuted
    this.#apply()
  }
  /** Who does not listen does not talk either; afterwards the microphone is as it was before. */
  setDeafened(isDeafened: boolean): void {
    if (isDeafened === this.#isDeafened) return
    this.#isDeafened = isDeafened
    if (isDeafened) this.#wasMuted = this.#isMuted
    this.#isMuted = isDeafened || this.#wasMuted
    this.#apply()
  }
  /** Push-to-talk: one talks while it is held anywhere, and each place lets go only of what is its own. */
  talkKey(source: TalkSource, isDown: boolean): void {
    if (isDown) this.#held.add(source)
    else this.#held.delete(source)
    this.#microphone.getSnapshot()?.setTalkKey(this.#held.size > 0)
  }
  /** How loud somebody is on this device, 0 to 2; kept by person and room. */
  setVolume(userId: string, volume: number): void {
    const roomKey = this.getSnapshot()?.roomKey
    if (roomKey === undefined) return
    const { preferences } = this.#deps
    const { voice_volumes } = preferences.getSnapshot()
    const wish = Math.min(2, Math.max(0, volume))
    preferences.set({ voice_volumes: { ...voice_volumes, [`${roomKey}:${userId}`]: wish } })
    this.#call.getSnapshot()?.volumeChanged(userId)
  }
  /** Rejects with a sentence when nothing can be shared; quietly resolves when the person changed their mind. */
  async shareScreen(wish: ScreenWish): Promise<void> {
    await this.#call.getSnapshot()?.shareScreen(wish)
  }
  stopScreen(id: string): void {
    this.#call.getSnapshot()?.stopScreen(id)
  }
  /** What is heard from somebody, or by one's own microphone, in dBFS; `-Infinity` while that is nothing. */
  level(id: string): Level {
    const known = this.#levels.get(id)
    if (known) return known
    const of = () => this.#call.getSnapshot()?.level(id)
    const level: Level = {
      getSnapshot: () => of()?.getSnapshot() ?? -Infinity,
      subscribe: (listener) => {
        let stop = of()?.subscribe(listener) ?? (() => {})
        const stopFollowing = this.#call.subscribe(() => {
          stop()
          stop = of()?.subscribe(listener) ?? (() => {})
          listener()
        })
        return () => {
          stop()
          stopFollowing()
        }
      },
    }
    this.#levels.set(id, level)
    return level
  }
  close(): void {
    this.#deps.window.removeEventListener('pagehide', this.leave)
    this.leave()
  }

  async #join(mine: number, room: CallRoom, live: CallLive, channelId: string): Promise<void> {
    this.ended.set(null)
    this.#view.set({
      roomKey: room.key,
      channelId,
      state: 'joining',
      startedAt: this.#deps.clock.now(),
      sessionId: null,
      isMuted: this.#isMuted,
      isDeafened: this.#isDeafened,
      isSpeaking: false,
      silence: null,
      peers: [],
      screens: [],
    })
    const [{ startCall }, iceServers] = await Promise.all([import('./call.ts'), iceServersOf(live)])
    if (mine !== this.#turn) return
    const call = startCall({
      ...this.#deps,
      roomKey: room.key,
      channelId,
      userId: live.userId,
      socket: live.socket,
      goodbyes: this.#goodbyes,
      iceServers,
      isMuted: this.#isMuted,
      isDeafened: this.#isDeafened,
      onEnded: (end) => {
        if (mine !== this.#turn) return
        this.leave()
        this.ended.set(end)
      },
    })
    this.#stopWatching = call.subscribe(() => this.#view.set(call.getSnapshot()))
    this.#view.set(call.getSnapshot())
    if (this.#held.size > 0) call.microphone.setTalkKey(true)
    this.#microphone.set(call.microphone)
    this.#call.set(call)
    await call.joined
  }
  #apply(): void {
    const call = this.#call.getSnapshot()
    if (call) call.setSwitches({ isMuted: this.#isMuted, isDeafened: this.#isDeafened })
    else {
      const view = this.getSnapshot()
      if (view) this.#view.set({ ...view, isMuted: this.#isMuted, isDeafened: this.#isDeafened })
    }
  }
  #clear(): void {
    this.#stopWatching()
    this.#stopWatching = () => {}
    this.#microphone.set(null)
    this.#call.set(null)
    this.#levels.clear()
    this.#view.set(null)
  }
}

/** None where the room is of a version that knows no such servers. */
async function iceServersOf(live: CallLive): Promise<RTCIceServer[]> {
  try {
    const { ice_servers } = await live.call(getVoiceConfig, {})
    return ice_servers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    }))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return []
    throw error
  }
}
