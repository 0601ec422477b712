import type { Message } from '#protocol/messages.ts'
import type { Clock } from '../api/clock.ts'
import { ApiError, NetworkError, SignedOut, isPassing, sentenceOf } from '../api/errors.ts'
import { Observable } from '../api/observable.ts'
import { type Locks, localLocks } from '../api/ports.ts'
import { backoffMs } from '../realtime/backoff.ts'
import type { Entry, OutboxStore } from './store.ts'

/** `until`: when the next try begins, in milliseconds of the clock. */
export type Sending =
  | { state: 'queued' }
  | { state: 'sending' }
  | { state: 'waiting'; until: number; sentence: string }
  | { state: 'failed'; sentence: string }
export type Draft = { channel_id: string; content?: string; file_id?: string; reply_to?: string }
export type Outgoing = Entry & { readonly sending: Sending }

export type OutboxDeps = {
  store: OutboxStore
  post(entry: Entry): Promise<Message>
  /** The room has stored it; called before the entry goes, so that it never vanishes from the view. */
  onSent(message: Message): void
  newId(): string
  clock: Clock
  random(): number
  /** Held while a channel's messages are sent, so that two tabs do not send the same one. */
  locks?: Locks
  /** Names whose outbox it is, in locks. */
  key: string
  onTrouble(error: unknown): void
}
const BACKOFF = { baseMs: 1_000, capMs: 60_000 }
const WAITING_SENTENCE = 'The room cannot be reached. The message goes out when it is back.'

/**
 * Messages on their way. Each is stored before it is tried, sent in order within its channel, and carries a `client_id`
 * by which the room knows a repetition: so that none is lost by a reload and none comes twice.
 */
export class Outbox {
  readonly #deps: OutboxDeps
  readonly #locks: Locks
  readonly #entries = new Observable<readonly Outgoing[]>([])
  readonly #busy = new Set<string>()
  readonly #wakers = new Map<string, () => void>()
  /** Not in storage yet, or never: missing there says nothing about these. */
  readonly #unstored = new Set<string>()
  #order = 0
  #isClosed = false

  constructor(deps: OutboxDeps) {
    this.#deps = deps
    this.#locks = deps.locks ?? localLocks()
  }
  readonly subscribe = this.#entries.subscribe
  /** All entries, oldest first. */
  readonly getSnapshot = this.#entries.getSnapshot

  /** Takes up what an earlier run has left, and begins to send. */
  async load(): Promise<void> {
    const stored = await this.#deps.store.load()
    this.#order = Math.max(this.#order, ...stored.map((entry) => entry.order))
    const known = new Set(this.getSnapshot().map((entry) => entry.client_id))
    const earlier = stored
      .filter((entry) => !known.has(entry.client_id))
      .map((entry): Outgoing => ({ ...entry, sending: startOf(entry) }))
    this.#entries.set([...earlier, ...this.getSnapshot()].toSorted((one, other) => one.order - other.order))
    this.wake()
  }

  /** Resolves with the `client_id` once the message is stored here; sending goes on by itself. */
  async send(draft: Draft): Promise<string> {
    // The clock orders over reloads, the counter within a millisecond.
    this.#order = Math.max(this.#order + 1, this.#deps.clock.now())
    const entry: Entry = {
      client_id: this.#deps.newId(),
      channel_id: draft.channel_id,
      content: draft.content ?? null,
      file_id: draft.file_id ?? null,
      reply_to: draft.reply_to ?? null,
      created_at: this.#deps.clock.now(),
      order: this.#order,
      failed: null,
    }
    this.#unstored.add(entry.client_id)
    this.#entries.set([...this.getSnapshot(), { ...entry, sending: { state: 'queued' } }])
    try {
      await this.#deps.store.put(entry)
      this.#unstored.delete(entry.client_id)
      // A drain was already under way and has sent it.
      if (!this.#find(entry.client_id)) await this.#deps.store.remove(entry.client_id)
    } catch (error) {
      // A full storage costs safety against a reload, not the message.
      this.#deps.onTrouble(error)
    }
    this.#work(entry.channel_id)
    return entry.client_id
  }
  /** Tries a failed or waiting message again, at once. */
  async retry(clientId: string): Promise<void> {
    const entry = this.#find(clientId)
    if (!entry) return
    if (entry.sending.state === 'failed') {
      this.#mark(clientId, { state: 'queued' }, { failed: null })
      await this.#store({ ...entry, failed: null })
    }
    this.#wake(entry.channel_id)
  }
  /** Gives a message up. One that is being sent this very moment may still arrive. */
  async discard(clientId: string): Promise<void> {
    const entry = this.#find(clientId)
    await this.#remove(clientId)
    if (entry) this.#wake(entry.channel_id)
  }
  /** The network or the room is back: nothing waits any longer. */
  wake(): void {
    for (const channelId of new Set(this.getSnapshot().map((entry) => entry.channel_id))) this.#wake(channelId)
  }
  /** The room has told of an own message: if it was one of these, it has arrived, whatever became of its reply. */
  async seen(message: { client_id: string | null }): Promise<void> {
    if (message.client_id !== null && this.#find(message.client_id)) await this.#remove(message.client_id)
  }
  /** Stops; what has not arrived stays stored. */
  close(): void {
    this.#isClosed = true
    for (const wake of this.#wakers.values()) wake()
  }

  #find(clientId: string): Outgoing | undefined {
    return this.getSnapshot().find((entry) => entry.client_id === clientId)
  }
  #mark(clientId: string, sending: Sending, changed: Partial<Entry> = {}): void {
    this.#entries.set(
      this.getSnapshot().map((entry) => (entry.client_id === clientId ? { ...entry, ...changed, sending } : entry)),
    )
  }
  async #remove(clientId: string): Promise<void> {
    this.#entries.set(this.getSnapshot().filter((entry) => entry.client_id !== clientId))
    try {
      await this.#deps.store.remove(clientId)
    } catch (error) {
      // It would be sent again after a reload, and the room would know it.
      this.#deps.onTrouble(error)
    }
  }
  async #store(entry: Outgoing): Promise<void> {
    const { sending: _, ...kept } = entry
    try {
      await this.#deps.store.put(kept)
    } catch (error) {
      this.#deps.onTrouble(error)
    }
  }

  #wake(channelId: string): void {
    this.#wakers.get(channelId)?.()
    this.#work(channelId)
  }
  #work(channelId: string): void {
    if (this.#busy.has(channelId) || this.#isClosed || !this.#next(channelId)) return
    this.#busy.add(channelId)
    this.#sendAll(channelId)
      .catch(this.#deps.onTrouble)
      .finally(() => {
        this.#busy.delete(channelId)
        this.#work(channelId)
      })
  }
  /** A failed one does not hold up those behind it. */
  #next(channelId: string): Outgoing | undefined {
    return this.getSnapshot().find((entry) => entry.channel_id === channelId && entry.sending.state !== 'failed')
  }
  /** Waits without the lock: another tab may be luckier. */
  async #sendAll(channelId: string): Promise<void> {
    let failures = 0
    while (this.#next(channelId) && !this.#isClosed) {
      const trouble = await this.#locks.run(`outbox:${this.#deps.key}:${channelId}`, () => this.#drain(channelId))
      if (!trouble) return
      failures = trouble.hasSent ? 1 : failures + 1
      await this.#pause(trouble.entry, trouble.error, failures - 1)
    }
  }
  async #drain(channelId: string): Promise<{ entry: Outgoing; error: unknown; hasSent: boolean } | null> {
    let hasSent = false
    for (let entry = this.#next(channelId); entry && !this.#isClosed; entry = this.#next(channelId)) {
      if (await this.#isSentElsewhere(entry)) continue
      this.#mark(entry.client_id, { state: 'sending' })
      try {
        const message = await this.#deps.post(entry)
        hasSent = true
        this.#deps.onSent(message)
        await this.#remove(entry.client_id)
      } catch (error) {
        // It was discarded, or has been seen to arrive.
        if (!this.#find(entry.client_id)) continue
        if (isPassing(error) || error instanceof SignedOut) return { entry, error, hasSent }
        await this.#fail(entry, error)
      }
    }
    return null
  }
  /** Another tab may have sent (or discarded) it while this one waited for the lock: then it is not stored any more. */
  async #isSentElsewhere(entry: Outgoing): Promise<boolean> {
    if (this.#unstored.has(entry.client_id)) return false
    try {
      if (await this.#deps.store.has(entry.client_id)) return false
    } catch (error) {
      this.#deps.onTrouble(error)
      return false
    }
    this.#entries.set(this.getSnapshot().filter((one) => one.client_id !== entry.client_id))
    return true
  }

  async #pause(entry: Outgoing, error: unknown, failures: number): Promise<void> {
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
    const wait = Math.max(asked, backoffMs(failures, this.#deps.random, BACKOFF))
    const sentence = error instanceof NetworkError ? WAITING_SENTENCE : sentenceOf(error)
    this.#mark(entry.client_id, { state: 'waiting', until: this.#deps.clock.now() + wait, sentence })
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = this.#deps.clock.after(wait, resolve)
    this.#wakers.set(entry.channel_id, resolve)
    if (!this.#isClosed) await promise
    this.#wakers.delete(entry.channel_id)
    stop()
  }
  async #fail(entry: Outgoing, error: unknown): Promise<void> {
    const sentence = sentenceOf(error)
    // What it answers is gone: sent again, it goes out as a message of its own.
    const isOrphaned = error instanceof ApiError && error.code === 'reply_invalid'
    const changed = { failed: sentence, ...(isOrphaned ? { reply_to: null } : {}) }
    this.#mark(entry.client_id, { state: 'failed', sentence }, changed)
    await this.#store({ ...entry, ...changed })
  }
}

const startOf = (entry: Entry): Sending =>
  entry.failed === null ? { state: 'queued' } : { state: 'failed', sentence: entry.failed }
