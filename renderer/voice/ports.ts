import type { SoundNews } from './screens/capture.ts'
import type { Clock } from '../api/clock.ts'
import type { PreferencesStore } from '../app/preferences.ts'
import type { RoomSocket } from '../realtime/socket.ts'
import type { Goodbyes } from './goodbyes.ts'
import type { CallEnd, CallView, Quality, Silence } from './state.ts'

/**
 * What a call needs of the parts around it. `sound/` makes a `VoiceSource` and a `VoicePlayback`, `screens/` makes
 * `SharedScreen`s; the core knows no device.
 */

/** A value that changes many times a second, apart from what changes a view. */
export type Level = { subscribe(listener: () => void): () => void; getSnapshot(): number }

export type SourceView = {
  /** What is said goes out just now: not muted, the gate or the key is open. */
  isSending: boolean
  /** Why nothing can go out, as far as the device knows; links are the call's own matter. */
  silence: Silence | null
  /** Above which level it opens, in dBFS; null where no gate is. */
  thresholdDb: number | null
  /** The chosen device is away, and the system's is used until it is back. */
  isFallback: boolean
  /** The learned noise suppression could not be loaded, and the browser's own is used. */
  isLearnedMissing: boolean
  /** There can be no gate here: where one is wished, everything goes out. */
  isUngated: boolean
}

/** One's own voice. */
export type VoiceSource = {
  /** What is sent: null while there is no microphone. Another one (device changed) is told to subscribers. */
  readonly track: MediaStreamTrack | null
  subscribe(listener: () => void): () => void
  getSnapshot(): SourceView
  /** What the microphone hears, muted or not, in dBFS. */
  readonly level: Level
  setMuted(isMuted: boolean): void
  /** The key of push-to-talk is held; without effect in other modes. */
  setTalkKey(isDown: boolean): void
  /** Asks for the microphone (again), for instance after the person allowed it. Never rejects: `silence` says why not. */
  retry(): Promise<void>
  close(): void
}

/** What one hears of the others. */
export type VoicePlayback = {
  /** Plays it until `remove` or until another stream of the same session takes its place. */
  play(from: { userId: string; sessionId: string; volume: number }, stream: MediaStream): void
  remove(sessionId: string): void
  /** 0 to 2. */
  setVolume(sessionId: string, volume: number): void
  setDeafened(isDeafened: boolean): void
  /** What arrives from somebody, in dBFS; `-Infinity` for whoever is not played. */
  level(sessionId: string): Level
  /** Tells when somebody begins or stops to speak. */
  subscribe(listener: () => void): () => void
  /** The session ids of those who speak. A new set whenever it changes. */
  getSnapshot(): ReadonlySet<string>
  close(): void
}

/** The way of a screen's video to one device; every one costs an encoder and its share of the upload. */
export type ScreenWay = { sender: RTCRtpSender; grade: Quality['grade'] | null }
/** Somebody's or one's own screen as it goes through links. */
export type SharedScreen = {
  /** Its video track first; with sound an audio track, too. Its id is the screen's name everywhere. */
  readonly stream: MediaStream
  /** For every new transceiver that sends one of its tracks, before it is negotiated: which codecs come first. */
  prepare(transceiver: RTCRtpTransceiver): void
  /** Shares out what the sending may use: all ways of its video, whenever one comes, is negotiated, goes or changes its grade. */
  tune(ways: readonly ScreenWay[]): Promise<void>
  /** The capture has ended by itself ("stop sharing" of the browser). */
  onEnded(listener: () => void): () => void
  close(): void
}
/** What a person wants to share, as far as it is said before the picker. */
export type ScreenWish = {
  withSound: boolean
  /** Smooth movement, or letters that can be read. */
  prefer: 'motion' | 'detail'
}

/** What is around every call of the app. */
export type CallEnvironment = {
  clock: Clock
  /** 0 up to 1: spreads those who would all try again at once. */
  random(): number
  window: Window & typeof globalThis
  preferences: Pick<PreferencesStore, 'subscribe' | 'getSnapshot' | 'set'>
  /** One's screen is shared (`screens/capture.ts`), but without its sound. */
  onWithoutSound(news: SoundNews): void
  /** `own` is what one did oneself, and is heard whatever one's status says. */
  cue(name: 'join' | 'leave' | 'mute' | 'unmute', whose: 'own' | 'other'): void
  onTrouble(error: unknown): void
}

/** A call while it lasts, as `Voice` needs it. */
export type RunningCall = {
  /** Resolves when the room has taken one in; rejects with its sentence when it does not. */
  readonly joined: Promise<void>
  readonly microphone: VoiceSource
  subscribe(listener: () => void): () => void
  getSnapshot(): CallView
  setSwitches(switches: { isMuted: boolean; isDeafened: boolean }): void
  /** A person's volume is another one now (preferences). */
  volumeChanged(userId: string): void
  shareScreen(wish: ScreenWish): Promise<void>
  stopScreen(id: string): void
  level(id: string): Level
  /** Says goodbye where anybody hears it, and closes everything at once. */
  leave(): void
}
export type CallOptions = CallEnvironment & {
  roomKey: string
  channelId: string
  userId: string
  socket: Pick<RoomSocket, 'send' | 'onEvent' | 'subscribe' | 'getSnapshot'>
  /** Of the whole app: who leaves may join again before the room has heard of it. */
  goodbyes: Goodbyes
  iceServers: readonly RTCIceServer[]
  isMuted: boolean
  isDeafened: boolean
  /** It ended without anybody's wish here; everything is closed by then. */
  onEnded(end: CallEnd): void
}
