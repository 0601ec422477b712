import type { z } from 'zod'
import { z as schema } from 'zod'
import { login, logout, refresh, register } from '#protocol/auth.ts'
import type { AuthReply } from '#protocol/auth.ts'
import { me } from '#protocol/users.ts'
import { type Client, type Send, typed } from './client.ts'
import type { Clock } from './clock.ts'
import { ApiError, SignedOut, type SignOutReason } from './errors.ts'
import { Observable } from './observable.ts'
import { type Broadcast, type Locks, type TextStorage, localLocks } from './ports.ts'
import { type Tokens, parseTokens, tokensOf } from './tokens.ts'
import type { Upload, UploadInput, UploadOptions, UploadRoute } from './upload.ts'

export type SessionState =
  | { status: 'loading' }
  | { status: 'signed_in'; userId: string }
  | { status: 'signed_out'; reason: SignOutReason | null }

export type SessionDeps = {
  client: Client
  upload: Upload
  /** Names the room in storage, so that one app can be signed in to several. */
  roomKey: string
  storage: TextStorage
  clock: Clock
  /** 0 up to 1; spreads the refreshes of tabs. */
  random(): number
  locks?: Locks
  broadcast?: Broadcast
  /** Something failed that nobody waits for. */
  onTrouble(error: unknown): void
}

/** A token that ends sooner than this is renewed before it is used. */
const MARGIN_MS = 30_000
/** The timer renews this long before the end, and tries again this long after a failure. */
const AHEAD_MS = 90_000
const AGAIN_MS = 15_000

const Told = schema.discriminatedUnion('type', [
  schema.object({ type: schema.literal('rotated') }),
  schema.object({ type: schema.literal('signed_out'), reason: schema.enum(['by_user', 'session_ended', 'banned']) }),
])

/** Who is signed in to one room: keeps the tokens, renews them unseen, and calls with them. */
export class Session {
  readonly #state = new Observable<SessionState>({ status: 'loading' })
  readonly #deps: SessionDeps
  readonly #locks: Locks
  readonly #stopHearing: () => void
  #tokens: Tokens | null = null
  #refreshing: Promise<Tokens> | null = null
  #stopTimer = () => {}
  #isClosed = false

  constructor(deps: SessionDeps) {
    this.#deps = deps
    this.#locks = deps.locks ?? localLocks()
    this.#stopHearing = deps.broadcast?.subscribe((message) => this.#hear(message)) ?? (() => {})
  }
  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  /** Takes up what an earlier run has stored. */
  async load(): Promise<SessionState> {
    const stored = await this.#stored()
    if (this.#tokens === null) this.#adopt(stored)
    return this.getSnapshot()
  }
  async login(body: z.input<typeof login.body>): Promise<void> {
    await this.#signIn(await this.#deps.client.call(login, { body }))
  }
  async register(body: z.input<typeof register.body>): Promise<void> {
    await this.#signIn(await this.#deps.client.call(register, { body }))
  }
  /** Signs in with what another way in has answered. */
  async adopt(reply: AuthReply): Promise<void> {
    await this.#signIn(reply)
  }
  /** Ends this login session. Also when the room cannot be reached, which then keeps it until it expires. */
  async signOut(): Promise<void> {
    const tokens = this.#tokens
    if (!tokens) return
    await this.end('by_user')
    try {
      await this.#deps.client.call(
        logout,
        { body: { refresh_token_id: tokens.refresh_token_id } },
        { token: tokens.access_token },
      )
    } catch (error) {
      this.#deps.onTrouble(error)
    }
  }
  /** The room has ended the login session, or the person wants out: the tokens are forgotten, here and in other tabs. */
  async end(reason: SignOutReason): Promise<void> {
    if (!this.#tokens) return
    this.#forget(reason)
    await this.#deps.storage.remove(this.#key)
    this.#deps.broadcast?.post({ type: 'signed_out', reason })
  }

  /** An access token that is good for a while. `verify` asks the room about it first: for sockets, which hear no 401. */
  async token(options: { verify?: boolean } = {}): Promise<string> {
    if (options.verify) await this.call(me, {})
    return (await this.#fresh()).access_token
  }

  readonly #send: Send = (route, input, options = {}) =>
    route.auth === 'none'
      ? this.#deps.client.send(route, input, options)
      : this.#withToken((token) => this.#deps.client.send(route, input, { ...options, token }))
  /** Like the client's `call`, signed in. */
  readonly call = typed(this.#send)
  readonly upload = <R extends z.ZodType>(route: UploadRoute<R>, input: UploadInput, options: UploadOptions = {}) =>
    this.#withToken((token) => this.#deps.upload(route, input, { ...options, token }))

  /** Forgets nothing: only stops timers and listeners. */
  close(): void {
    this.#isClosed = true
    this.#stopTimer()
    this.#stopHearing()
  }

  async #withToken<T>(act: (token: string) => Promise<T>): Promise<T> {
    const used = await this.#fresh()
    try {
      return await act(used.access_token)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
    }
    return await act((await this.#refresh(used)).access_token)
  }
  #current(): Tokens {
    if (this.#tokens) return this.#tokens
    const state = this.getSnapshot()
    throw new SignedOut((state.status === 'signed_out' ? state.reason : null) ?? 'session_ended')
  }
  async #fresh(): Promise<Tokens> {
    const tokens = this.#current()
    return tokens.expires_at - this.#deps.clock.now() > MARGIN_MS ? tokens : await this.#refresh(tokens)
  }

  /** Successors of tokens that are no good any more. One refresh at a time, whoever asks. */
  async #refresh(spent: Tokens): Promise<Tokens> {
    const now = this.#current()
    if (now !== spent) return now
    this.#refreshing ??= this.#locks
      .run(`refresh:${this.#deps.roomKey}`, () => this.#refreshLocked(spent))
      .finally(() => (this.#refreshing = null))
    return await this.#refreshing
  }
  async #refreshLocked(before: Tokens): Promise<Tokens> {
    // Another tab has told of its own while this one waited for the lock.
    const now = this.#current()
    if (now !== before) return now
    const renewed = await this.#renewedElsewhere(before)
    if (renewed) return renewed
    const { refresh_token, refresh_token_id } = before
    try {
      const reply = await this.#deps.client.call(refresh, { body: { refresh_token, refresh_token_id } })
      // Signed out meanwhile, or in again: what came belongs to a session that nobody uses.
      if (this.#tokens !== before) return this.#current()
      return await this.#keep(reply)
    } catch (error) {
      if (!isRefused(error)) throw error
      const other = await this.#renewedElsewhere(before)
      if (other) return other
      const reason = error.code === 'banned' ? 'banned' : 'session_ended'
      if (this.#tokens === before) await this.end(reason)
      throw new SignedOut(reason)
    }
  }
  /** Another tab was quicker: its tokens are the ones that count. */
  async #renewedElsewhere(before: Tokens): Promise<Tokens | null> {
    const stored = await this.#stored()
    if (!stored || stored.refresh_token === before.refresh_token || stored.user_id !== before.user_id) return null
    if (stored.expires_at - this.#deps.clock.now() <= MARGIN_MS || this.#tokens !== before) return null
    this.#adopt(stored)
    return stored
  }

  async #signIn(reply: AuthReply): Promise<void> {
    await this.#keep(reply)
  }
  async #keep(reply: AuthReply): Promise<Tokens> {
    const tokens = tokensOf(reply, this.#deps.clock.now())
    this.#adopt(tokens)
    try {
      await this.#deps.storage.write(this.#key, JSON.stringify(tokens))
      this.#deps.broadcast?.post({ type: 'rotated' })
    } catch (error) {
      // A full or forbidden storage costs the next start its session, not this one.
      this.#deps.onTrouble(error)
    }
    return tokens
  }
  #adopt(tokens: Tokens | null): void {
    this.#tokens = tokens
    this.#stopTimer()
    const before = this.getSnapshot()
    if (!tokens) this.#state.set({ status: 'signed_out', reason: null })
    else {
      if (before.status !== 'signed_in' || before.userId !== tokens.user_id)
        this.#state.set({ status: 'signed_in', userId: tokens.user_id })
      const spread = this.#deps.random() * AGAIN_MS
      this.#renewIn(tokens.expires_at - this.#deps.clock.now() - AHEAD_MS - spread)
    }
  }
  #renewIn(ms: number): void {
    if (this.#isClosed) return
    this.#stopTimer = this.#deps.clock.after(Math.max(1_000, ms), () => {
      this.#refresh(this.#current()).catch((error: unknown) => {
        if (error instanceof SignedOut) return
        this.#deps.onTrouble(error)
        this.#renewIn(AGAIN_MS)
      })
    })
  }
  #forget(reason: SignOutReason): void {
    this.#tokens = null
    this.#stopTimer()
    this.#state.set({ status: 'signed_out', reason })
  }

  #hear(message: unknown): void {
    const told = Told.safeParse(message)
    if (!told.success || this.#isClosed) return
    if (told.data.type === 'signed_out') {
      if (this.#tokens) this.#forget(told.data.reason)
      return
    }
    this.#stored()
      .then((stored) => stored && this.#adopt(stored))
      .catch(this.#deps.onTrouble)
  }
  get #key(): string {
    return `session:${this.#deps.roomKey}`
  }
  async #stored(): Promise<Tokens | null> {
    return parseTokens(await this.#deps.storage.read(this.#key))
  }
}

/** The room says that this login session is over; a wrong address or a limit says nothing of the kind. */
const isRefused = (error: unknown): error is ApiError =>
  error instanceof ApiError && (error.status === 401 || error.code === 'banned')
