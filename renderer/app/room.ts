import type { SavedRoom } from '#protocol/bridge.ts'
import { type Health, health } from '#protocol/health.ts'
import type { z } from 'zod'
import { type Client, createClient } from '../api/client.ts'
import { Observable } from '../api/observable.ts'
import { Session } from '../api/session.ts'
import { createUploader } from '../api/upload.ts'
import { type Live, createLive } from './live.ts'
import type { Platform } from './platform.ts'

type HealthReply = z.infer<typeof Health>
/** Whether a room answers, and how fast. What it said last stays known while it is closed. */
export type Reach =
  | { state: 'looking'; health: HealthReply | null }
  | { state: 'open'; health: HealthReply; rttMs: number }
  | { state: 'closed'; health: HealthReply | null }

const PROBE_MS = 4_000

export type RoomDeps = {
  platform: Platform
  saved: SavedRoom
  onTrouble(error: unknown): void
}

/** One room that this app knows: where it is, who is signed in, and what runs while somebody is. */
export class Room {
  readonly key: string
  readonly client: Client
  readonly session: Session
  readonly reach = new Observable<Reach>({ state: 'looking', health: null })
  readonly live = new Observable<Live | null>(null)
  readonly #deps: RoomDeps
  readonly #stop: () => void
  /** Where it is now. The client and the socket ask for it each time, so that a room may move under them. */
  readonly #at: { baseUrl: string }
  #saved: SavedRoom

  constructor(deps: RoomDeps) {
    this.#deps = deps
    this.#saved = deps.saved
    this.key = deps.saved.key
    const { platform, onTrouble } = deps
    const at = { baseUrl: urlOf(deps.saved.addresses[0] ?? '', platform) }
    this.#at = at
    this.client = createClient({
      get baseUrl() {
        return at.baseUrl
      },
      fetch: fetchOf(platform),
      clock: platform.clock,
    })
    const broadcast = platform.broadcast(`session:${this.key}`)
    this.session = new Session({
      client: this.client,
      upload: createUploader({
        get baseUrl() {
          return at.baseUrl
        },
        newRequest: () => new XMLHttpRequest(),
      }),
      roomKey: this.key,
      storage: platform.tokens(this.key),
      clock: platform.clock,
      random: platform.random,
      ...(platform.locks ? { locks: platform.locks } : {}),
      ...(broadcast ? { broadcast } : {}),
      onTrouble,
    })
    this.#stop = this.session.subscribe(() => this.#follow())
  }
  get baseUrl(): string {
    return this.#at.baseUrl
  }
  get saved(): SavedRoom {
    return this.#saved
  }
  /** The room's name as it says itself, or as it was known last. */
  get name(): string {
    return this.reach.getSnapshot().health?.name ?? this.#saved.name
  }
  /** Where else it may be, or what it is called now. */
  update(saved: SavedRoom): void {
    this.#saved = saved
  }

  async load(): Promise<void> {
    await this.session.load()
    this.#follow()
  }
  /** Asks every address whether the room is there; the first that answers is used from now on. */
  async probe(): Promise<Reach> {
    const tries = this.#saved.addresses.map((address) => this.#ask(address))
    const known = this.reach.getSnapshot().health
    try {
      const found = await Promise.any(tries)
      this.#at.baseUrl = found.baseUrl
      this.reach.set({ state: 'open', health: found.health, rttMs: found.rttMs })
    } catch {
      // Nobody answered, which is what is shown.
      this.reach.set({ state: 'closed', health: known })
    }
    return this.reach.getSnapshot()
  }
  close(): void {
    this.#stop()
    this.live.getSnapshot()?.close()
    this.live.set(null)
    this.session.close()
  }

  async #ask(address: string): Promise<{ baseUrl: string; health: HealthReply; rttMs: number }> {
    const { platform } = this.#deps
    const baseUrl = urlOf(address, platform)
    const client = createClient({ baseUrl, fetch: fetchOf(platform), clock: platform.clock, timeoutMs: PROBE_MS })
    const began = platform.clock.now()
    const reply = await client.call(health, {})
    return { baseUrl, health: reply, rttMs: platform.clock.now() - began }
  }
  #follow(): void {
    const state = this.session.getSnapshot()
    const before = this.live.getSnapshot()
    if (state.status === 'signed_in' && before?.userId === state.userId) return
    before?.close()
    const { platform, onTrouble } = this.#deps
    this.live.set(
      state.status === 'signed_in'
        ? createLive({
            platform,
            session: this.session,
            userId: state.userId,
            roomKey: this.key,
            baseUrl: () => this.#at.baseUrl,
            onTrouble,
          })
        : null,
    )
  }
}

const fetchOf = (platform: Platform) => (url: string, init: RequestInit) => platform.window.fetch(url, init)
/** A browser guest stays with the scheme that the page came by. */
const urlOf = (address: string, platform: Platform): string =>
  platform.kind === 'browser' ? platform.window.location.origin : `http://${address}`
