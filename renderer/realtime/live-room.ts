import { type QueryClient, skipToken } from '@tanstack/query-core'
import type { Channel } from '#protocol/channels.ts'
import type { Event } from '#protocol/events.ts'
import type { Clock } from '../api/clock.ts'
import { keys } from '../api/keys.ts'
import type { Session } from '../api/session.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { applyEvent, isChange } from './apply-event.ts'
import { CatchUp } from './catch-up.ts'
import { createHistory } from './history.ts'
import { createLists } from './channel-list.ts'
import { createReadMarks } from './read-marks.ts'
import type { RoomSocket } from './socket.ts'

export type LiveRoomDeps = {
  userId: string
  session: Session
  socket: RoomSocket
  cache: QueryClient
  outbox: Outbox
  clock: Clock
  random(): number
  onTrouble(error: unknown): void
}
/** Put into the cache by events, and never fetched by a view. */
const BY_EVENTS = ['typing', 'voice', 'voice_states', 'shareplay', 'shareplay_reports', 'presence']
/** Channels kept loaded and up to date beside those that are open. */
const KEPT = 20

/** Keeps one room's cache true: takes events in, catches up after every gap, and loads what is opened. */
export class LiveRoom {
  readonly history
  readonly lists
  readonly readMarks
  readonly #deps: LiveRoomDeps
  readonly #catchUp: CatchUp
  /** Loaded channels, least recently used first. */
  readonly #loaded = new Map<string, { opens: number; leave: () => void; loading: Promise<void> }>()
  readonly #stops: (() => void)[]
  #wasOpen = false

  constructor(deps: LiveRoomDeps) {
    this.#deps = deps
    const { cache, userId, session, onTrouble } = deps
    const { call } = session
    for (const name of BY_EVENTS) cache.setQueryDefaults([name], { queryFn: skipToken, gcTime: Infinity })
    this.history = createHistory({ call, cache })
    this.lists = createLists({ call, cache, userId })
    this.readMarks = createReadMarks({ call, cache, userId, onTrouble })
    this.#catchUp = new CatchUp({
      fetchChanges: this.history.fetchChanges,
      apply: this.history.put,
      onRefused: (channelId, error) => {
        this.#drop(channelId)
        onTrouble(error)
      },
      clock: deps.clock,
      random: deps.random,
    })
    this.#stops = [
      deps.socket.onEvent((event) => this.#hear(event)),
      deps.socket.subscribe(() => this.#watch()),
      session.subscribe(() => {
        const state = session.getSnapshot()
        if (state.status === 'signed_out') deps.socket.close(state.reason ?? 'session_ended')
      }),
    ]
  }

  /** Loads a channel and keeps it up to date. `loaded` rejects when that failed; opening it again tries again. */
  open(channelId: string): { loaded: Promise<void>; close(): void } {
    const before = this.#loaded.get(channelId)
    const entry = before ?? { opens: 0, leave: this.#deps.socket.join(channelId), loading: this.#load(channelId) }
    entry.opens++
    this.#loaded.delete(channelId)
    this.#loaded.set(channelId, entry)
    entry.loading.catch(() => {
      if (this.#loaded.get(channelId) === entry) this.#drop(channelId)
    })
    this.#evict()
    let isDone = false
    const close = () => {
      if (!isDone) entry.opens--
      isDone = true
    }
    return { loaded: entry.loading, close }
  }
  /** True when nothing of the channel that the room has told can be missing here. */
  isInStep(channelId: string): boolean {
    return this.#catchUp.isInStep(channelId)
  }
  /** The socket and the outbox belong to whoever made them. */
  close(): void {
    for (const stop of this.#stops) stop()
    this.#catchUp.close()
    for (const { leave } of this.#loaded.values()) leave()
    this.#loaded.clear()
  }

  async #load(channelId: string): Promise<void> {
    this.history.begin(channelId)
    const through = await this.history.loadLatest(channelId)
    if (this.#loaded.has(channelId)) this.#catchUp.track(channelId, through)
  }
  #evict(): void {
    const idle = [...this.#loaded].filter(([, entry]) => entry.opens <= 0)
    for (const [channelId] of idle.slice(0, Math.max(0, this.#loaded.size - KEPT))) this.#drop(channelId)
  }
  #drop(channelId: string): void {
    this.#catchUp.untrack(channelId)
    this.#loaded.get(channelId)?.leave()
    this.#loaded.delete(channelId)
    this.#deps.cache.removeQueries({ queryKey: keys.messages(channelId), exact: true })
  }

  /** What one is no longer in, since a time when nobody could tell. */
  #dropOthers(channels: readonly Channel[]): void {
    const ids = new Set(channels.map((channel) => channel.id))
    for (const channelId of this.#loaded.keys()) if (!ids.has(channelId)) this.#drop(channelId)
  }

  #hear(event: Event): void {
    const { cache, userId, clock, outbox, onTrouble } = this.#deps
    this.lists.note(event)
    applyEvent(cache, event, { userId, now: clock.now() })
    if (isChange(event)) this.#catchUp.heard(event.channel_id, event.change)
    switch (event.type) {
      case 'room_state':
        this.#catchUp.confirmed(event.channel_id)
        break
      case 'message_created':
        if (event.user_id === userId) outbox.seen(event).catch(onTrouble)
        break
      case 'channel_deleted':
        this.#drop(event.channel_id)
        break
      case 'member_removed':
        if (event.user_id === userId) this.#drop(event.channel_id)
        break
      default:
    }
  }
  #watch(): void {
    const isOpen = this.#deps.socket.getSnapshot().state === 'open'
    if (isOpen === this.#wasOpen) return
    this.#wasOpen = isOpen
    const { cache, outbox } = this.#deps
    if (!isOpen) {
      this.#catchUp.disconnected()
      cache.removeQueries({ queryKey: ['typing'] })
      return
    }
    // Also what another tab has left behind.
    outbox.load().catch(this.#deps.onTrouble)
    this.readMarks.retry()
    // Whatever no counter tells apart is asked for again: all lists, in one go, where a view shows them.
    const isList = (name: unknown) => !['messages', ...BY_EVENTS].includes(String(name))
    void cache.invalidateQueries({ predicate: (query) => isList(query.queryKey[0]) })
    cache
      .fetchQuery<Channel[]>({ queryKey: keys.channels })
      .then((channels) => this.#dropOthers(channels))
      .catch(this.#deps.onTrouble)
    const known = Object.keys(cache.getQueryData<object>(keys.presence) ?? {})
    if (known.length > 0) this.lists.loadPresence(known).catch(this.#deps.onTrouble)
  }
}
