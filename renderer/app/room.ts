import type { Reached, SavedRoom } from '#protocol/bridge.ts'
import { type Health, health } from '#protocol/health.ts'
import type { z } from 'zod'
import { type Client, createClient } from '../api/client.ts'
import { Observable } from '../api/observable.ts'
import { Session } from '../api/session.ts'
import { createUploader } from '../api/upload.ts'
import { type Live, createLive } from './live.ts'
import type { Platform } from './platform.ts'
import { withAddresses, withHealth } from './saved.ts'
import { type Way, createWay } from './way.ts'

type HealthReply = z.infer<typeof Health>
/** Who answers where a room was, and is not it. */
export type Stranger = Extract<Reached, { kind: 'changed' | 'no_tls' }>
/** Whether a room answers, and how fast. What it said last stays known while it is closed. */
export type Reach =
  | { state: 'looking'; health: HealthReply | null }
  | { state: 'open'; health: HealthReply; rttMs: number }
  | { state: 'closed'; health: HealthReply | null; stranger: Stranger | null }

const PROBE_MS = 4_000

export type RoomDeps = {
  platform: Platform
  saved: SavedRoom
  /** Puts on the disk what was learned about the room, and `update`s it. */
  remember(saved: SavedRoom): Promise<unknown>
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
  readonly #way: Way
  readonly #stop: () => void
  #saved: SavedRoom
  #stopSocket = () => {}
  #probes = 0

  constructor(deps: RoomDeps) {
    this.#deps = deps
    this.#saved = deps.saved
    this.key = deps.saved.key
    const { platform, onTrouble } = deps
    const way = createWay({
      origin: platform.kind === 'browser' ? platform.window.location.origin : null,
      fetch: (url, init) => platform.window.fetch(url, init),
      look: () => this.probe(),
    })
    this.#way = way
    this.client = createClient({
      get baseUrl() {
        return way.baseUrl
      },
      fetch: way.fetch,
      clock: platform.clock,
    })
    const broadcast = platform.broadcast(`session:${this.key}`)
    this.session = new Session({
      client: this.client,
      upload: createUploader({
        get baseUrl() {
          return way.baseUrl
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
  /** Where requests go. In the desktop app that is a tunnel of its own; `origin` is where the room is. */
  get baseUrl(): string {
    return this.#way.baseUrl
  }
  /** The room's own place in the network, as far as it is known. */
  get origin(): string {
    const { kind, window } = this.#deps.platform
    return kind === 'browser' ? window.location.origin : `https://${this.#saved.addresses[0] ?? 'localhost'}`
  }
  /** Whether it has been there since the app was started, so that there may be something of it to read. */
  get wasFound(): boolean {
    return this.#way.isFound
  }
  /** Somebody is signed in and the socket is open. */
  get isConnected(): boolean {
    return this.live.getSnapshot()?.socket.getSnapshot().state === 'open'
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
  /** Looks whether the room is there, at all its addresses, and what it says of itself. */
  async probe(): Promise<Reach> {
    const mine = ++this.#probes
    const { health: known } = this.reach.getSnapshot()
    const set = (reach: Reach) => {
      // A look that began later knows better.
      if (mine === this.#probes) this.reach.set(reach)
      return this.reach.getSnapshot()
    }
    try {
      const stranger = this.isConnected ? null : await this.#find()
      if (stranger !== null) return set({ state: 'closed', health: known, stranger })
      const asked = await this.#ask()
      if (asked === null) return set({ state: 'closed', health: known, stranger: null })
      await this.#learn(withHealth(this.#saved, asked.health))
      return set({ state: 'open', ...asked })
    } catch (error) {
      set({ state: 'closed', health: known, stranger: null })
      throw error
    }
  }
  close(): void {
    this.#stop()
    this.#stopSocket()
    this.live.getSnapshot()?.close()
    this.live.set(null)
    this.session.close()
  }

  /** The desktop app's way to the room; gives who else is there instead. Nothing is sent before the key is known. */
  async #find(): Promise<Stranger | null> {
    const { desktop } = this.#deps.platform
    if (!desktop) return null
    const { addresses, identity } = this.#saved
    const reached = await desktop.rooms.reach({ addresses, identity })
    if (reached.kind === 'closed') return null
    if (reached.kind !== 'open') return reached
    if (identity !== null && reached.identity !== identity) throw new Error('The way leads to another room.')
    // First use: on the disk before anything secret goes there, so that it is this key or none from now on.
    await this.#learn({ ...withAddresses(this.#saved, reached.addresses), identity: reached.identity })
    this.#way.open(reached.base_url)
    return null
  }
  async #ask(): Promise<{ health: HealthReply; rttMs: number } | null> {
    if (!this.#way.isFound) return null
    const { platform } = this.#deps
    const { baseUrl } = this.#way
    const fetch = (url: string, init: RequestInit) => platform.window.fetch(url, init)
    const client = createClient({ baseUrl, fetch, clock: platform.clock, timeoutMs: PROBE_MS })
    const began = platform.clock.now()
    try {
      const reply = await client.call(health, {})
      return { health: reply, rttMs: platform.clock.now() - began }
    } catch {
      // Nobody answered as a room does, which is what is shown.
      return null
    }
  }
  async #learn(saved: SavedRoom): Promise<void> {
    if (!this.#deps.platform.desktop || JSON.stringify(saved) === JSON.stringify(this.#saved)) return
    await this.#deps.remember(saved)
  }
  #follow(): void {
    const state = this.session.getSnapshot()
    const before = this.live.getSnapshot()
    if (state.status === 'signed_in' && before?.userId === state.userId) return
    this.#stopSocket()
    before?.close()
    const { platform, onTrouble } = this.#deps
    const live =
      state.status === 'signed_in'
        ? createLive({
            platform,
            session: this.session,
            userId: state.userId,
            roomKey: this.key,
            baseUrl: () => this.#way.baseUrl,
            onTrouble,
          })
        : null
    this.#stopSocket = live && platform.desktop ? this.#watch(live) : () => {}
    this.live.set(live)
  }
  /** A room that goes, or comes back, is looked at at once: it may have moved, or somebody else may be there now. */
  #watch({ socket }: Live): () => void {
    let wasOpen = false
    return socket.subscribe(() => {
      const isOpen = socket.getSnapshot().state === 'open'
      if (isOpen === wasOpen) return
      wasOpen = isOpen
      if (!isOpen || this.reach.getSnapshot().state !== 'open') this.probe().catch(this.#deps.onTrouble)
    })
  }
}
