import { Observable } from '../api/observable.ts'
import { CallSession } from './call-session.ts'
import { PeerLink } from './peer-link.ts'
import { playVoices } from './sound/playback.ts'
import { openMicrophone } from './sound/microphone.ts'
import type { CallOptions, Level, RunningCall, ScreenWish, SharedScreen, VoicePlayback, VoiceSource } from './ports.ts'
import { browserCallTabs } from './screens/call-tabs.ts'
import { createCaptureScreen } from './screens/capture.ts'
import { noLink } from './reach.ts'
import type { CallView, PeerView, ScreenView } from './state.ts'

export const startCall = (options: CallOptions): RunningCall => new Call(options)

/** One call while it lasts: one's voice and screens, the links to the others, and what is heard of them. */
class Call implements RunningCall {
  readonly microphone: VoiceSource
  readonly joined: Promise<void>
  readonly #options: CallOptions
  readonly #startedAt: number
  readonly #session: CallSession
  readonly #playback: VoicePlayback
  readonly #view: Observable<CallView>
  readonly #stops: (() => void)[]
  readonly #capture
  readonly #played = new Map<string, MediaStream>()
  #screens: readonly SharedScreen[] = []
  #grades = ''
  #isMuted: boolean
  #isDeafened: boolean
  #isClosed = false

  constructor(options: CallOptions) {
    this.#options = options
    this.#isMuted = options.isMuted
    this.#isDeafened = options.isDeafened
    const { clock, random, window, channelId, userId, socket, goodbyes, onTrouble } = options
    this.#startedAt = clock.now()
    const { mediaDevices: devices } = window.navigator
    this.#capture = createCaptureScreen({
      devices,
      tabs: browserCallTabs(window),
      onWithoutSound: options.onWithoutSound,
      onTrouble,
    })
    this.microphone = openMicrophone(options)
    this.#playback = playVoices(options)
    this.#session = new CallSession({
      channelId,
      userId,
      socket,
      clock,
      goodbyes,
      newLink: (link) =>
        new PeerLink({
          ...link,
          configuration: { iceServers: [...options.iceServers], bundlePolicy: 'max-bundle' },
          newPeerConnection: (configuration) => new window.RTCPeerConnection(configuration),
          clock,
          random,
          onTrouble,
        }),
      onPeer: (what) => options.cue(what, 'other'),
      onEnded: (end) => {
        this.#close()
        options.cue('leave', 'own')
        options.onEnded(end)
      },
    })
    this.joined = this.#session.joined.then(() => (this.#isClosed ? undefined : options.cue('join', 'own')))
    this.#view = new Observable(this.#look())
    this.#stops = [
      this.#session.subscribe(() => this.#update()),
      this.#playback.subscribe(() => this.#update()),
      this.microphone.subscribe(() => {
        this.#session.setTrack(this.microphone.track)
        this.#update()
      }),
    ]
    this.#apply()
  }
  readonly subscribe = (listener: () => void) => this.#view.subscribe(listener)
  readonly getSnapshot = () => this.#view.getSnapshot()

  setSwitches({ isMuted, isDeafened }: { isMuted: boolean; isDeafened: boolean }): void {
    const wasMuted = this.#isMuted
    this.#isMuted = isMuted
    this.#isDeafened = isDeafened
    this.#apply()
    if (wasMuted !== isMuted) this.#options.cue(isMuted ? 'mute' : 'unmute', 'own')
  }
  volumeChanged(userId: string): void {
    for (const peer of this.#session.getSnapshot().peers) {
      if (peer.userId === userId) this.#playback.setVolume(peer.sessionId, this.#volumeOf(userId))
    }
    this.#update()
  }
  async shareScreen(wish: ScreenWish): Promise<void> {
    const screen = await this.#capture(wish)
    if (!screen) return
    if (this.#isClosed) {
      screen.close()
      return
    }
    screen.onEnded(() => this.stopScreen(screen.stream.id))
    this.#setScreens([...this.#screens, screen])
  }
  stopScreen(id: string): void {
    const screen = this.#screens.find(({ stream }) => stream.id === id)
    if (!screen) return
    this.#setScreens(this.#screens.filter((one) => one !== screen))
    screen.close()
  }
  level(id: string): Level {
    return id === 'self' ? this.microphone.level : this.#playback.level(id)
  }
  leave(): void {
    if (this.#isClosed) return
    const wasIn = this.#session.getSnapshot().state !== 'joining'
    this.#session.leave()
    this.#close()
    if (wasIn) this.#options.cue('leave', 'own')
  }

  #close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    for (const screen of this.#screens) screen.close()
    this.#playback.close()
    this.microphone.close()
  }
  #apply(): void {
    this.microphone.setMuted(this.#isMuted)
    this.#playback.setDeafened(this.#isDeafened)
    this.#session.tell({ muted: this.#isMuted, deafened: this.#isDeafened })
    this.#session.setTrack(this.microphone.track)
    this.#update()
  }
  #setScreens(screens: readonly SharedScreen[]): void {
    this.#screens = screens
    this.#session.setScreens(screens)
    this.#update()
  }
  #volumeOf(userId: string): number {
    return this.#options.preferences.getSnapshot().voice_volumes[`${this.#options.roomKey}:${userId}`] ?? 1
  }

  #update(): void {
    if (this.#isClosed) return
    this.#play()
    this.#view.set(this.#look())
    this.#tune()
  }
  /** Who came is played, who went is not; a stream that was replaced takes the place of the one before. */
  #play(): void {
    const { peers } = this.#session.getSnapshot()
    const heard = new Map(
      peers.flatMap(({ sessionId, userId, link }) => {
        const { voice } = link.incoming
        return voice ? [[sessionId, { userId, voice }] as const] : []
      }),
    )
    for (const [sessionId, stream] of this.#played) {
      if (heard.get(sessionId)?.voice === stream) continue
      this.#played.delete(sessionId)
      if (!heard.has(sessionId)) this.#playback.remove(sessionId)
    }
    for (const [sessionId, { userId, voice }] of heard) {
      if (this.#played.has(sessionId)) continue
      this.#played.set(sessionId, voice)
      this.#playback.play({ userId, sessionId, volume: this.#volumeOf(userId) }, voice)
    }
  }
  /** Screens share out their bits anew when a way comes, goes or changes its grade. */
  #tune(): void {
    const ways = (screen: SharedScreen) =>
      this.#session.links.flatMap((link) => {
        const sender = link.videoSenderOf(screen)
        return sender ? [{ sender, grade: link.getSnapshot().quality?.grade ?? null }] : []
      })
    const all = this.#screens.map((screen) => ({ screen, ways: ways(screen) }))
    const peers = this.#session.getSnapshot().peers.map(({ link }) => link.link)
    const grades = JSON.stringify([all.map((one) => one.ways.map(({ grade }) => grade)), peers])
    if (grades === this.#grades) return
    this.#grades = grades
    for (const one of all) one.screen.tune(one.ways).catch(this.#options.onTrouble)
  }
  #look(): CallView {
    const { state, sessionId, peers } = this.#session.getSnapshot()
    const speaking = this.#playback.getSnapshot()
    const source = this.microphone.getSnapshot()
    const { userId, roomKey, channelId } = this.#options
    return {
      roomKey,
      channelId,
      state,
      startedAt: this.#startedAt,
      sessionId,
      isMuted: this.#isMuted,
      isDeafened: this.#isDeafened,
      isSpeaking: source.isSending && !this.#isMuted,
      silence:
        source.silence ??
        noLink(
          peers.map(({ link }) => link.link),
          state,
        ),
      peers: peers.map((peer): PeerView => ({
        userId: peer.userId,
        sessionId: peer.sessionId,
        link: peer.link.link,
        quality: peer.link.quality,
        isSpeaking: speaking.has(peer.sessionId) && !peer.told.muted,
        isMuted: peer.told.muted,
        isDeafened: peer.told.deafened,
        volume: this.#volumeOf(peer.userId),
      })),
      screens: [
        ...this.#screens.map(({ stream }) => screenOf(stream, { userId, sessionId: sessionId ?? '', isOwn: true })),
        ...peers.flatMap((peer) =>
          peer.link.incoming.screens.map((stream) => screenOf(stream, { ...peer, isOwn: false })),
        ),
      ],
    }
  }
}

function screenOf(stream: MediaStream, of: Pick<ScreenView, 'userId' | 'sessionId' | 'isOwn'>): ScreenView {
  const { userId, sessionId, isOwn } = of
  return { id: stream.id, userId, sessionId, isOwn, hasSound: stream.getAudioTracks().length > 0, stream }
}
