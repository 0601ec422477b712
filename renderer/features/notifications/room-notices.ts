import { type QueryClient, QueryObserver } from '@tanstack/react-query'
import { type Channel, type Unread, markNotified } from '#protocol/channels.ts'
import type { Event, EventOf } from '#protocol/events.ts'
import type { Profile, PublicUser } from '#protocol/users.ts'
import type { Call } from '../../api/client.ts'
import type { Clock } from '../../api/clock.ts'
import { keys } from '../../api/keys.ts'
import type { Notify } from '../../app/preferences.ts'
import type { PresenceMap } from '../../realtime/apply-event.ts'
import { isLaterId } from '../../realtime/channels.ts'
import { isMentioned } from '../users/mentions.ts'
import { isTold } from './policy.ts'
import type { Told } from './wording.ts'

type Created = EventOf<'message_created'>
/** Messages of a channel that the person is told of, oldest first; `isMention`: a new one calls them by name. */
export type Report = {
  channelId: string
  channelName: string
  told: readonly Told[]
  lastId: string
  isMention: boolean
}

export type RoomNoticesDeps = {
  userId: string
  cache: QueryClient
  call: Call
  onEvent(listener: (event: Event) => void): () => void
  loadOwnPresence(): Promise<void>
  /** What the person wants to hear of a channel. */
  wishOf(channelId: string): Notify
  /** Is this channel open before the person's eyes? */
  isLookedAt(channelId: string): boolean
  /** Tells the person, again with all of a channel that is unread. False when nothing is shown. */
  tell(report: Report): Promise<boolean>
  /** There is nothing more to tell of a channel. */
  forget(channelId: string): void
  clock: Clock
  onTrouble(error: unknown): void
}

/**
 * Held back so long, in milliseconds: what comes together is told together, and what is being read, in another tab or on
 * another device, is marked as read within this time and not told at all.
 */
export const HOLD_MS = 900
const KEPT = ['me', 'users', 'channels', 'unread'] as const

/** Hears one room for one person, and decides what they are told of. */
export class RoomNotices {
  readonly #deps: RoomNoticesDeps
  readonly #waiting = new Map<string, { messages: Created[]; stop: () => void }>()
  readonly #told = new Map<string, readonly { id: string; told: Told }[]>()
  readonly #readUpTo = new Map<string, string>()
  readonly #stops: (() => void)[]
  #isClosed = false

  constructor(deps: RoomNoticesDeps) {
    this.#deps = deps
    // Rooms that no view shows have to know these, too.
    const kept = KEPT.map((name) => new QueryObserver(deps.cache, { queryKey: keys[name] }).subscribe(() => {}))
    const unread = deps.cache.getQueryCache().subscribe(({ type, query }) => {
      if (type === 'updated' && query.queryKey[0] === keys.unread[0]) this.#followMarkers()
    })
    this.#stops = [...kept, unread, deps.onEvent((event) => this.#hear(event))]
  }
  /** The first message that a notification of this channel tells of. */
  firstOf(channelId: string): string | undefined {
    return this.#told.get(channelId)?.[0]?.id
  }
  close(): void {
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    for (const channelId of new Set([...this.#waiting.keys(), ...this.#told.keys()])) this.#drop(channelId)
  }

  #hear(event: Event): void {
    const { userId, cache, loadOwnPresence, onTrouble } = this.#deps
    switch (event.type) {
      case 'connection_metadata':
        if (!cache.getQueryData<PresenceMap>(keys.presence)?.[userId]) loadOwnPresence().catch(onTrouble)
        return
      case 'message_created':
        // Whoever writes has seen what stands above.
        if (event.user_id === userId) this.#drop(event.channel_id)
        else this.#wait(event)
        return
      case 'message_deleted':
        this.#without(event.channel_id, (id) => id === event.id)
        return
      case 'read_marker':
        this.#read(event.channel_id, event.last_read_message_id)
        return
      case 'channel_deleted':
        this.#drop(event.channel_id)
        return
      case 'member_removed':
        if (event.user_id === userId) this.#drop(event.channel_id)
        return
      default:
    }
  }
  #wait(message: Created): void {
    const { channel_id: channelId } = message
    const before = this.#waiting.get(channelId)
    if (before) before.messages.push(message)
    else {
      const stop = this.#deps.clock.after(HOLD_MS, () => {
        const messages = this.#waiting.get(channelId)?.messages ?? []
        this.#waiting.delete(channelId)
        this.#decide(channelId, messages).catch(this.#deps.onTrouble)
      })
      this.#waiting.set(channelId, { messages: [message], stop })
    }
  }
  async #decide(channelId: string, messages: readonly Created[]): Promise<void> {
    const { cache, userId, wishOf, isLookedAt } = this.#deps
    // There already, as a rule: they are kept loaded.
    const [me, users, channels, markers] = await Promise.all([
      cache.fetchQuery<Profile>({ queryKey: keys.me }),
      cache.fetchQuery<PublicUser[]>({ queryKey: keys.users }),
      cache.fetchQuery<Channel[]>({ queryKey: keys.channels }),
      cache.fetchQuery<Unread[]>({ queryKey: keys.unread }),
    ])
    if (this.#isClosed) return
    const marker = markers.find((one) => one.channel_id === channelId)?.last_read_message_id ?? null
    if (marker !== null) this.#read(channelId, marker)
    const names = users.map((user) => user.username)
    const isDnd = cache.getQueryData<PresenceMap>(keys.presence)?.[userId]?.status === 'dnd'
    const situations = messages.map((message) => ({
      message,
      isOwn: message.user_id === userId,
      isRead: !isLaterId(message.id, this.#readUpTo.get(channelId) ?? null),
      isMention: isMentioned(message.content, me.username, names),
      isLookedAt: isLookedAt(channelId),
      isDnd,
      wish: wishOf(channelId),
    }))
    const fresh = situations.filter(isTold)
    const last = fresh.at(-1)
    if (!last) return
    const told = fresh.map(({ message }) => ({
      id: message.id,
      told: { message, author: users.find((user) => user.id === message.user_id)?.username },
    }))
    const all = [...(this.#told.get(channelId) ?? []), ...told]
    this.#told.set(channelId, all)
    const isShown = await this.#deps.tell({
      channelId,
      channelName: channels.find((channel) => channel.id === channelId)?.name ?? '',
      told: all.map((one) => one.told),
      lastId: last.message.id,
      isMention: fresh.some((one) => one.isMention),
    })
    if (isShown) {
      await this.#deps.call(markNotified, { params: { id: channelId }, body: { message_id: last.message.id } })
    }
  }

  #followMarkers(): void {
    for (const marker of this.#deps.cache.getQueryData<Unread[]>(keys.unread) ?? [])
      if (marker.last_read_message_id !== null) this.#read(marker.channel_id, marker.last_read_message_id)
  }
  #read(channelId: string, upTo: string): void {
    if (!isLaterId(upTo, this.#readUpTo.get(channelId) ?? null)) return
    this.#readUpTo.set(channelId, upTo)
    this.#without(channelId, (id) => !isLaterId(id, upTo))
  }
  /** Messages that there is no reason to tell of any more. */
  #without(channelId: string, isGone: (id: string) => boolean): void {
    const waiting = this.#waiting.get(channelId)
    if (waiting) waiting.messages = waiting.messages.filter((message) => !isGone(message.id))
    const told = this.#told.get(channelId)
    if (!told) return
    const left = told.filter(({ id }) => !isGone(id))
    if (left.length > 0) this.#told.set(channelId, left)
    else {
      this.#told.delete(channelId)
      this.#deps.forget(channelId)
    }
  }
  #drop(channelId: string): void {
    this.#waiting.get(channelId)?.stop()
    this.#waiting.delete(channelId)
    if (this.#told.delete(channelId)) this.#deps.forget(channelId)
  }
}
