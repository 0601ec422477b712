import type { ShareplayActionType, ShareplayState } from '#protocol/shareplay.ts'
import type { Sound } from './state.ts'

export type MediaKeysDeps = {
  /** The system's view of what plays; null where the browser has none. */
  session: MediaSession | null
  newMetadata(about: MediaMetadataInit): MediaMetadata
  /** Silence that counts as playing, over and over. */
  newAnchor(): HTMLAudioElement
  /** `seek`: to this place in the song that is shown. */
  act(type: ShareplayActionType, seek?: { seconds: number; itemId: string }): void
  /** A path of the room -> its address. */
  urlOf(path: string): string
  /** Something else of the page begins to be heard that keys may mean; gives its unsubscribe. */
  onOther(listener: () => void): () => void
  after(ms: number, run: () => void): () => void
  onTrouble(error: unknown): void
}
export type Shown = {
  state: ShareplayState | null
  sound: Sound
  position: number | null
}

/** What the keys of a keyboard, a headset or the lock screen may ask for; the room decides for everybody. */
const KEYS = {
  play: 'play',
  pause: 'pause',
  stop: 'pause',
  nexttrack: 'next',
  previoustrack: 'prev',
} as const satisfies Partial<Record<MediaSessionAction, ShareplayActionType>>

/** Keys belong to music that was paused for so long; then to whatever else of this machine wants them. */
const PAUSED_MS = 30_000

/**
 * Media keys and the system's panel of what plays. Browsers give those to pages with a media element that plays, and not
 * to Web Audio: beside it an element plays silence.
 */
export class MediaKeys {
  readonly #deps: MediaKeysDeps
  #shown = ''
  #line = ''
  #itemId: string | null = null
  #anchor: HTMLAudioElement | null = null
  #isOn = false
  /** What was shown when the keys were let go of; null while they are this music's, or nobody's. */
  #releasedFor: string | null = null
  #playing = ''
  #stopPaused: (() => void) | null = null
  readonly #stopOther: () => void

  constructor(deps: MediaKeysDeps) {
    this.#deps = deps
    this.#stopOther = deps.onOther(this.#release)
  }
  /** To be told at every change; it may come often. */
  show(now: Shown): void {
    const { session } = this.#deps
    const item = now.state?.current_index == null ? undefined : now.state.queue[now.state.current_index]
    if (!session) return
    if (!now.state || !item) {
      this.#end()
      this.#releasedFor = null
      return
    }
    const isPlaying = now.state.status === 'playing'
    this.#playing = JSON.stringify([now.state.start_time, item.id, isPlaying])
    // Whoever lets it play on, or another song, means this music again.
    if (this.#releasedFor !== null && (!isPlaying || this.#releasedFor === this.#playing)) return
    this.#releasedFor = null
    if (isPlaying) this.#stopCount()
    else this.#stopPaused ??= this.#deps.after(PAUSED_MS, this.#release)
    this.#begin(session)
    const { title, artist, thumbnail_path: cover } = item
    this.#itemId = item.id
    const about = JSON.stringify([title, artist, cover])
    if (about !== this.#shown) {
      this.#shown = about
      const artwork = cover === null ? [] : [{ src: this.#deps.urlOf(cover) }]
      session.metadata = this.#deps.newMetadata({ title, artist: artist ?? '', artwork })
    }
    session.playbackState = isPlaying ? 'playing' : 'paused'
    this.#setAnchor(now.sound === 'playing')
    this.#place(session, item.duration_seconds, now, isPlaying)
  }
  close(): void {
    this.#stopOther()
    this.#end()
  }

  readonly #release = (): void => {
    if (!this.#isOn) return
    this.#end()
    this.#releasedFor = this.#playing
  }
  #stopCount(): void {
    this.#stopPaused?.()
    this.#stopPaused = null
  }

  /** Between two changes the system counts by itself. */
  #place(session: MediaSession, duration: number, { state, position }: Shown, isPlaying: boolean): void {
    const line = JSON.stringify([
      state?.start_time,
      state?.current_position_secs,
      state?.current_index,
      duration,
      isPlaying,
    ])
    if (line === this.#line || position === null || !('setPositionState' in session)) return
    this.#line = line
    if (duration > 0) session.setPositionState({ duration, position: Math.min(position, duration), playbackRate: 1 })
    else session.setPositionState()
  }
  #begin(session: MediaSession): void {
    if (this.#isOn) return
    this.#isOn = true
    for (const [key, action] of Object.entries(KEYS)) this.#handle(session, key, () => this.#deps.act(action))
    this.#handle(session, 'seekto', ({ seekTime }) => {
      const itemId = this.#itemId
      if (itemId === null || seekTime === undefined || !Number.isFinite(seekTime)) return
      this.#deps.act('seek', { seconds: Math.max(0, seekTime), itemId })
    })
  }
  #end(): void {
    this.#stopCount()
    const { session } = this.#deps
    if (!this.#isOn || !session) return
    this.#isOn = false
    this.#itemId = null
    this.#shown = ''
    this.#line = ''
    this.#setAnchor(false)
    this.#anchor?.removeAttribute('src')
    this.#anchor = null
    session.metadata = null
    session.playbackState = 'none'
    for (const key of [...Object.keys(KEYS), 'seekto']) this.#handle(session, key, null)
  }
  /** Each browser knows some of them, and throws for the others. */
  #handle(session: MediaSession, key: string, handler: MediaSessionActionHandler | null): void {
    try {
      if (isKey(key)) session.setActionHandler(key, handler)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  #setAnchor(isOn: boolean): void {
    if (!isOn) {
      this.#anchor?.pause()
      return
    }
    const anchor = (this.#anchor ??= this.#deps.newAnchor())
    if (!anchor.paused) return
    anchor.play().catch((error: unknown) => {
      // Paused again before it began; or a click is missing, which the music itself asks for.
      if (!(error instanceof DOMException)) this.#deps.onTrouble(error)
    })
  }
}

const isKey = (key: string): key is MediaSessionAction => key in KEYS || key === 'seekto'
