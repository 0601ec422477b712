import type { Backend } from './backend.ts'
import { BufferBackend } from './buffer-backend.ts'
import { ElementBackend } from './element-backend.ts'
import type { Speaker } from './speaker.ts'

export type SongDeps = {
  itemId: string
  /** Seconds; 0 where nobody knows. */
  duration: number
  /** Where it is just now: a signed address is renewed. */
  url(): string
  fetch(url: string, init: RequestInit): Promise<Response>
  newElement(url: string): HTMLAudioElement
  speaker: Pick<Speaker, 'output' | 'decode'>
  now(): number
  after(ms: number, run: () => void): () => void
  /** It came further, is ready, or failed. */
  onChange(): void
  /** The browser wants a click first. */
  onBlocked(): void
  onTrouble(error: unknown): void
}

/**
 * What one song may take decoded, and as it comes. By what all devices know alike (two channels at 48 kHz), so that all
 * play it by the same means.
 */
const DECODED_BYTES = 150e6
const BYTES_PER_SECOND = 48_000 * 2 * Float32Array.BYTES_PER_ELEMENT
const FETCHED_BYTES = 100e6
/** What came of it, in any number of channels at any rate. A song that holds more than it says is not kept. */
const KEPT_BYTES = 2 * DECODED_BYTES
/** `MediaError.MEDIA_ERR_NETWORK`. */
const NETWORK_ERROR = 2
const AGAIN_MS = [500, 1_000, 2_000, 4_000]

const fitsInMemory = (duration: number): boolean => duration > 0 && duration * BYTES_PER_SECOND <= DECODED_BYTES
/** Seconds of sound -> bytes in memory; 0 for what is not decoded as a whole. */
export const decodedBytes = (duration: number): number => (fitsInMemory(duration) ? duration * BYTES_PER_SECOND : 0)

/** One song on its way to this device, and then its means of playing. */
export class Song {
  readonly itemId: string
  readonly #deps: SongDeps
  readonly #abort = new AbortController()
  #state: 'loading' | 'ready' | 'failed' = 'loading'
  #loaded: number | null = null
  #backend: Backend | null = null
  #tries = 0
  #stopTimer = () => {}

  constructor(deps: SongDeps) {
    this.#deps = deps
    this.itemId = deps.itemId
    if (fitsInMemory(deps.duration)) this.#fetch()
    else this.#stream()
  }
  get state(): 'loading' | 'ready' | 'failed' {
    return this.#state
  }
  /** 0 to 1; null where nobody knows. */
  get loaded(): number | null {
    return this.#loaded
  }
  get backend(): Backend | null {
    return this.#backend
  }
  close(): void {
    this.#abort.abort()
    this.#stopTimer()
    this.#backend?.close()
    this.#backend = null
  }

  #fetch(): void {
    this.#load().then(
      (way) => {
        if (this.#abort.signal.aborted) return
        if (way === 'stream') this.#stream()
        else if (way === 'again') this.#again(() => this.#fetch())
        else
          this.#ready(new BufferBackend({ buffer: way, output: () => this.#deps.speaker.output, now: this.#deps.now }))
      },
      () => {
        // The way to the room broke, which its own connection tells.
        if (!this.#abort.signal.aborted) this.#again(() => this.#fetch())
      },
    )
  }
  async #load(): Promise<AudioBuffer | 'stream' | 'again'> {
    const url = this.#deps.url()
    const response = await this.#deps.fetch(url, { signal: this.#abort.signal })
    if (!response.ok) {
      await response.body?.cancel()
      if (this.#deps.url() !== url) return 'again'
      // Whatever the element makes of it: it says so by itself.
      return response.status >= 500 || response.status === 429 ? 'again' : 'stream'
    }
    const size = Number(response.headers.get('content-length') ?? 0)
    if (size > FETCHED_BYTES) {
      await response.body?.cancel()
      return 'stream'
    }
    const bytes = await this.#read(response, size)
    if (bytes === null) return 'stream'
    try {
      const sound = await this.#deps.speaker.decode(bytes)
      const kept = sound.length * sound.numberOfChannels * Float32Array.BYTES_PER_ELEMENT
      return kept > KEPT_BYTES ? 'stream' : sound
    } catch {
      // Not to be decoded as a whole; perhaps an element knows more of it.
      return 'stream'
    }
  }
  /** Null for more than it may be. */
  async #read(response: Response, size: number): Promise<ArrayBuffer | null> {
    const chunks: Uint8Array<ArrayBuffer>[] = []
    let length = 0
    const reader = response.body?.getReader()
    for (;;) {
      const part = await reader?.read()
      if (!part || part.done) break
      chunks.push(part.value)
      length += part.value.byteLength
      if (length > FETCHED_BYTES) {
        await reader?.cancel()
        return null
      }
      this.#tell(size > 0 ? Math.min(1, length / size) : null)
    }
    return await new Blob(chunks).arrayBuffer()
  }
  #tell(loaded: number | null): void {
    const step = Math.floor((loaded ?? 0) * 50)
    const isNews = step !== Math.floor((this.#loaded ?? 0) * 50)
    this.#loaded = loaded
    if (isNews) this.#deps.onChange()
  }
  #again(next: () => void): void {
    const wait = AGAIN_MS[Math.min(this.#tries++, AGAIN_MS.length - 1)] ?? 0
    this.#stopTimer = this.#deps.after(wait, next)
  }
  #stream(): void {
    const url = this.#deps.url()
    const element = this.#deps.newElement(url)
    const broke = () => {
      // Asked before it is let go of, which forgets it.
      const isCut = element.error?.code === NETWORK_ERROR
      this.#broke(backend, isCut || this.#deps.url() !== url)
    }
    const { signal } = this.#abort
    const backend = new ElementBackend({
      ...this.#deps,
      element,
      output: () => this.#deps.speaker.output,
      onTrouble: (trouble) => {
        if (trouble === 'blocked') this.#deps.onBlocked()
        else if (trouble === 'failed') broke()
        else {
          this.#drop(backend)
          this.#stream()
        }
      },
    })
    this.#loaded = null
    element.addEventListener('error', broke, { signal })
    element.addEventListener('loadedmetadata', () => this.#ready(backend), { signal, once: true })
    this.#backend = backend
  }
  #ready(backend: Backend): void {
    this.#backend = backend
    this.#state = 'ready'
    this.#loaded = 1
    this.#deps.onChange()
  }
  /**
   * An element says the same of a song that it cannot play and of a room that is away: only asking the room tells.
   * `isOfTheWay`: that the way broke, or its address is an old one, is known already.
   */
  #broke(backend: Backend, isOfTheWay: boolean): void {
    if (this.#backend !== backend || this.#state === 'failed') return
    this.#drop(backend)
    this.#deps.onChange()
    if (isOfTheWay) {
      this.#again(() => this.#stream())
      return
    }
    this.#isThere().then(
      (isThere) => {
        if (this.#abort.signal.aborted) return
        if (!isThere) this.#again(() => this.#stream())
        else {
          this.#state = 'failed'
          this.#deps.onChange()
        }
      },
      () => {
        if (!this.#abort.signal.aborted) this.#again(() => this.#stream())
      },
    )
  }
  #drop(backend: Backend): void {
    backend.close()
    this.#backend = null
    this.#state = 'loading'
  }
  /** True also where the room says that there is no such song: it will not come back. */
  async #isThere(): Promise<boolean> {
    const { status } = await this.#deps.fetch(this.#deps.url(), { method: 'HEAD', signal: this.#abort.signal })
    return status < 500 && status !== 429
  }
}
