import type { SavedRoom } from '#protocol/bridge.ts'
import type { NearbyRoom } from '#protocol/discovery.ts'
import { Observable } from '../api/observable.ts'
import { HOSTED } from '../features/host/hosted.ts'
import type { Platform } from './platform.ts'
import { Room } from './room.ts'
import { movedRoom } from './saved.ts'

/** How often every room is asked whether it is there, in milliseconds. */
const PROBE_EVERY_MS = 15_000
/** One that is connected is there, and is only asked what it is called: every so many rounds. */
const CONNECTED_EVERY = 4
/** In a browser there is one room, the one that the page came from. */
export const HERE = 'here'

/** The rooms of this app: saved ones with their addresses, in the desktop app; the page's own in a browser. */
export class Rooms {
  readonly #platform: Platform
  readonly #onTrouble: (error: unknown) => void
  readonly #list = new Observable<readonly Room[]>([])
  #stopTimer = () => {}
  #round = 0
  #isClosed = false
  #isLoaded = false

  constructor(deps: { platform: Platform; onTrouble(error: unknown): void }) {
    this.#platform = deps.platform
    this.#onTrouble = deps.onTrouble
  }
  readonly subscribe = this.#list.subscribe
  readonly getSnapshot = this.#list.getSnapshot
  /** False until it is known which rooms there are. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  async load(): Promise<void> {
    const { desktop, window } = this.#platform
    this.#adopt(desktop ? await desktop.rooms.list() : [hereRoom(window.location)])
    // One room whose sign-in cannot be read must not keep the others shut.
    await Promise.all(this.getSnapshot().map((room) => room.load().catch(this.#onTrouble)))
    this.#probeAll()
  }
  get(key: string): Room | undefined {
    return this.getSnapshot().find((room) => room.key === key)
  }
  /** Remembers a room, new or changed, and gives it. Only the desktop app has more than one. */
  async save(saved: SavedRoom): Promise<Room> {
    const { desktop } = this.#platform
    if (desktop) this.#adopt(await desktop.rooms.save(saved))
    const room = this.get(saved.key)
    if (!room) throw new Error('This room could not be saved.')
    if (room.session.getSnapshot().status === 'loading') await room.load()
    return room
  }
  /** Saved rooms that were seen nearby under their own key are looked for there, too, from now on. */
  async learn(nearby: readonly NearbyRoom[]): Promise<void> {
    for (const { key } of this.getSnapshot()) {
      // As it is by now: those before it took their time. The hosted one is where this app says.
      const known = key === HOSTED ? undefined : this.get(key)
      const moved = known && movedRoom(known.saved, nearby)
      if (!moved) continue
      const room = await this.save(moved)
      if (!room.isConnected) await room.probe()
    }
  }
  /** The machine was asleep: connections that look open may be dead. */
  wake(): void {
    for (const room of this.getSnapshot()) room.live.getSnapshot()?.socket.wake()
  }
  async forget(key: string): Promise<void> {
    const { desktop } = this.#platform
    if (!desktop) return
    // First, so that what it renews just now is not kept for whoever has this key next.
    await this.get(key)?.session.end('by_user')
    this.#adopt(await desktop.rooms.forget({ room: key }))
    // Drafts, unsent messages and wishes go with it: their names have the room's key as one of their parts.
    const names = await this.#platform.storage.names('')
    const own = names.filter((name) => name.split(':').includes(key))
    await Promise.all(own.map((name) => this.#platform.storage.remove(name)))
  }
  close(): void {
    this.#isClosed = true
    this.#stopTimer()
    for (const room of this.getSnapshot()) room.close()
  }

  #adopt(all: readonly SavedRoom[]): void {
    const before = this.getSnapshot()
    const rooms = all.map((saved) => {
      const known = before.find((room) => room.key === saved.key)
      if (known) known.update(saved)
      return known ?? this.#newRoom(saved)
    })
    for (const room of before) if (!rooms.includes(room)) room.close()
    this.#isLoaded = true
    this.#list.set(rooms)
  }
  #newRoom(saved: SavedRoom): Room {
    // One that was forgotten meanwhile stays so.
    const remember = async (changed: SavedRoom) => this.get(changed.key) && (await this.save(changed))
    return new Room({ platform: this.#platform, saved, remember, onTrouble: this.#onTrouble })
  }
  #probeAll(): void {
    if (this.#isClosed) return
    const round = this.#round++
    for (const room of this.getSnapshot())
      if (!room.isConnected || round % CONNECTED_EVERY === 0) room.probe().catch(this.#onTrouble)
    this.#stopTimer = this.#platform.clock.after(PROBE_EVERY_MS, () => this.#probeAll())
  }
}

const hereRoom = (location: Location): SavedRoom => ({
  key: HERE,
  name: location.host,
  addresses: [location.host],
  identity: null,
  room_id: null,
  username: null,
  last_used_at: null,
})
