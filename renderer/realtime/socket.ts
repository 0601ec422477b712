import type { CommandOf, CommandType } from '#protocol/commands.ts'
import type { Event, EventOf } from '#protocol/events.ts'
import type { Clock } from '../api/clock.ts'
import { SignedOut, type SignOutReason } from '../api/errors.ts'
import { Observable } from '../api/observable.ts'
import { backoffMs } from './backoff.ts'
import type { Link, OpenLink, Wake } from './browser.ts'
import { parseFrame } from './frames.ts'

/** `until`: when the next try begins, in milliseconds of the clock. */
export type SocketState =
  | { state: 'idle' }
  | { state: 'connecting'; attempt: number }
  | { state: 'open'; metadata: EventOf<'connection_metadata'> }
  | { state: 'waiting'; until: number; attempt: number; isRestarting: boolean }
  | { state: 'ended'; reason: SignOutReason | 'closed' }
export type Command = { [T in CommandType]: CommandOf<T> }[CommandType]

export type SocketDeps = {
  /** `ws://…/ws` or `wss://…/ws`. */
  url: string
  /** A fresh access token; `verify` when the room may have refused the last one. Rejects with `SignedOut` for good. */
  token(options: { verify: boolean }): Promise<string>
  open: OpenLink
  clock: Clock
  random(): number
  wake: Wake
  /** The room has ended the login session. */
  onEnded(reason: SignOutReason): void
  /** What a listener threw: a bug of ours, which must not stop the others. */
  onTrouble(error: unknown): void
}

// Close codes of the contract, section 3.
const CLOSE = { normal: 1000, broken: 1006, flood: 1008, restarting: 1012, slow: 1013, ended: 4401, banned: 4403 }
/** Ours, for giving up on a connection without leaving: 1000 would end a call at once (contract, section 5). */
const GIVEN_UP = 4000
const CONNECT_MS = 15_000
/** Silence after which we ask whether anybody is there, and how long the answer may take; the second one after a wake. */
const QUIET_MS = 20_000
const ANSWER_MS = 10_000
const WAKE_ANSWER_MS = 4_000
/** A connection that lived so long was a good one: the next failure begins anew with short waits. */
const STABLE_MS = 10_000
const BACKOFF = { baseMs: 500, capMs: 30_000 }
/** A room that restarts needs a moment, and everybody comes back at once. */
const RESTART = { baseMs: 1_500, capMs: 1_500 }
const FLOOD = { baseMs: 10_000, capMs: 10_000 }

/** One person's connection to one room, kept up until `close()`. */
export class RoomSocket {
  readonly #deps: SocketDeps
  readonly #state = new Observable<SocketState>({ state: 'idle' })
  readonly #listeners = new Set<(event: Event) => void>()
  /** How many want to hear of each channel. */
  readonly #joined = new Map<string, number>()
  readonly #stopWake: () => void
  #link: Link | null = null
  /** Tells late answers of former tries from those of this one. */
  #try = 0
  #attempt = 0
  #openedAt = 0
  #heardAt = 0
  /** The connection's name, asked for again when it breaks; empty at first. */
  #resume = ''
  #verify = false
  #stopTimer = () => {}
  #unknown = 0
  #malformed = 0

  constructor(deps: SocketDeps) {
    this.#deps = deps
    this.#stopWake = deps.wake(() => this.wake())
  }
  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot
  /** Frames that were ignored. */
  get ignored(): { unknown: number; malformed: number } {
    return { unknown: this.#unknown, malformed: this.#malformed }
  }
  get joined(): string[] {
    return [...this.#joined.keys()]
  }

  connect(): void {
    if (this.getSnapshot().state === 'idle') this.#connect()
  }
  onEvent(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  /** Hears a channel's events, also after every reconnect, until the returned function is called. */
  join(channelId: string): () => void {
    const before = this.#joined.get(channelId) ?? 0
    this.#joined.set(channelId, before + 1)
    if (before === 0) this.send({ type: 'join', channel_id: channelId })
    let isDone = false
    return () => {
      if (isDone) return
      isDone = true
      const left = (this.#joined.get(channelId) ?? 1) - 1
      if (left > 0) this.#joined.set(channelId, left)
      else {
        this.#joined.delete(channelId)
        this.send({ type: 'leave', channel_id: channelId })
      }
    }
  }
  /** False when there is no connection: nothing is kept (messages go by the outbox). */
  send(command: Command): boolean {
    if (this.getSnapshot().state !== 'open' || !this.#link) return false
    this.#link.send(JSON.stringify(command))
    return true
  }
  /** The network or the person is back: tries at once, or asks whether the room is still there. */
  wake(): void {
    const { state } = this.getSnapshot()
    if (state === 'waiting') this.#connect()
    else if (state === 'open') this.#ask(WAKE_ANSWER_MS)
  }
  /** For good. `reason`: the session has ended, and with it the right to be here. */
  close(reason: SignOutReason | 'closed' = 'closed'): void {
    this.#end(reason)
  }

  #connect(): void {
    const mine = ++this.#try
    this.#stopTimer()
    this.#state.set({ state: 'connecting', attempt: this.#attempt })
    this.#stopTimer = this.#deps.clock.after(CONNECT_MS, () => this.#lost(mine, CLOSE.broken))
    this.#deps.token({ verify: this.#verify }).then(
      (token) => mine === this.#try && this.#openLink(mine, token),
      (error: unknown) => {
        if (mine !== this.#try) return
        if (error instanceof SignedOut) this.#end(error.reason)
        else this.#lost(mine, CLOSE.broken)
      },
    )
  }
  #openLink(mine: number, token: string): void {
    const query = new URLSearchParams({ token, resume: this.#resume })
    this.#link = this.#deps.open(`${this.#deps.url}?${query.toString()}`, {
      message: (data) => mine === this.#try && this.#hear(data),
      closed: (code) => this.#lost(mine, code),
    })
  }

  #hear(data: unknown): void {
    this.#heardAt = this.#deps.clock.now()
    const event = parseFrame(data)
    if (event === 'unknown') this.#unknown++
    else if (event === 'malformed') this.#malformed++
    else {
      if (event.type === 'connection_metadata') this.#opened(event)
      this.#tell(event)
    }
  }
  #opened(metadata: EventOf<'connection_metadata'>): void {
    this.#stopTimer()
    this.#openedAt = this.#heardAt
    this.#resume = metadata.session_id
    this.#verify = false
    this.#state.set({ state: 'open', metadata })
    for (const channelId of this.#joined.keys()) this.send({ type: 'join', channel_id: channelId })
    this.#watch(this.#try)
  }
  #tell(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#deps.onTrouble(error)
      }
    }
  }

  /** Browsers hide WebSocket pings, and a dead peer may look alive for minutes: so we ask in words. */
  #watch(mine: number): void {
    const quiet = this.#deps.clock.now() - this.#heardAt
    this.#stopTimer = this.#deps.clock.after(Math.max(1, QUIET_MS - quiet), () => {
      if (mine !== this.#try) return
      if (this.#deps.clock.now() - this.#heardAt >= QUIET_MS) this.#ask(ANSWER_MS)
      else this.#watch(mine)
    })
  }
  #ask(answerMs: number): void {
    const mine = this.#try
    const askedAt = this.#deps.clock.now()
    this.#stopTimer()
    // Whatever comes from now on is an answer, also in this very millisecond.
    this.#heardAt = askedAt - 1
    this.send({ type: 'ping' })
    this.#stopTimer = this.#deps.clock.after(answerMs, () => {
      if (mine !== this.#try) return
      if (this.#heardAt >= askedAt) this.#watch(mine)
      else this.#lost(mine, CLOSE.broken)
    })
  }

  #lost(mine: number, code: number): void {
    if (mine !== this.#try) return
    const wasOpen = this.getSnapshot().state === 'open'
    this.#try++
    this.#stopTimer()
    this.#link?.close(GIVEN_UP, 'lost')
    this.#link = null
    if (code === CLOSE.ended || code === CLOSE.banned) {
      const reason = code === CLOSE.banned ? 'banned' : 'session_ended'
      this.#end(reason)
      this.#deps.onEnded(reason)
      return
    }
    if (wasOpen && this.#deps.clock.now() - this.#openedAt >= STABLE_MS) this.#attempt = 0
    // A refused upgrade looks to a browser like any other failure.
    this.#verify = !wasOpen
    const attempt = this.#attempt++
    const pace = code === CLOSE.restarting ? RESTART : code === CLOSE.flood ? FLOOD : BACKOFF
    const wait = code === CLOSE.slow ? 0 : backoffMs(attempt, this.#deps.random, pace)
    const isRestarting = code === CLOSE.restarting
    this.#state.set({ state: 'waiting', until: this.#deps.clock.now() + wait, attempt, isRestarting })
    this.#stopTimer = this.#deps.clock.after(wait, () => this.#connect())
  }
  #end(reason: SignOutReason | 'closed'): void {
    if (this.getSnapshot().state === 'ended') return
    this.#try++
    this.#stopTimer()
    this.#stopWake()
    this.#link?.close(CLOSE.normal, '')
    this.#link = null
    this.#state.set({ state: 'ended', reason })
  }
}
