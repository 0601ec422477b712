import type { CommandOf } from '#protocol/commands.ts'
import type { Event, EventOf } from '#protocol/events.ts'
import type { Clock } from '../api/clock.ts'
import { NetworkError, SignedOut } from '../api/errors.ts'
import { Observable } from '../api/observable.ts'
import type { RoomSocket } from '../realtime/socket.ts'
import type { Goodbyes } from './goodbyes.ts'
import type { LinkView, PeerLink } from './peer-link.ts'
import type { SharedScreen } from './ports.ts'
import { type Signal, readSignal } from './signal.ts'
import type { CallEnd } from './state.ts'

/** The way to one other device, as a session needs it. */
export type Link = Pick<
  PeerLink,
  'begin' | 'hear' | 'setReach' | 'setTrack' | 'setScreens' | 'videoSenderOf' | 'close' | 'subscribe' | 'getSnapshot'
>
export type Told = Pick<CommandOf<'voice_state'>, 'muted' | 'deafened' | 'sharing'>
export type SessionPeer = { userId: string; sessionId: string; link: LinkView; told: Told }
export type SessionView = {
  state: 'joining' | 'on' | 'reconnecting'
  sessionId: string | null
  peers: readonly SessionPeer[]
}
export type SessionDeps = {
  channelId: string
  userId: string
  socket: Pick<RoomSocket, 'send' | 'onEvent' | 'subscribe' | 'getSnapshot'>
  clock: Clock
  goodbyes: Pick<Goodbyes, 'say' | 'takeBack'>
  newLink(options: { isPolite: boolean; send(signal: Signal): void }): Link
  /** Somebody came or went, after one came oneself. */
  onPeer(what: 'join' | 'leave'): void
  /** It ended without anybody's wish here; everything is closed by then. */
  onEnded(end: CallEnd): void
}

/** How long the room may take to take one in. */
const JOIN_MS = 20_000
/** A restarted room knows nobody: who is not there right after a reconnect may only come a little later. */
const MISSING_MS = 45_000
/** So long without the room, and nobody connected any more: nobody is going to be. */
const LOST_MS = 300_000
/** A room is a stranger's machine, and may name as many as it likes: each costs a peer connection. */
const MAX_LINKS = 40
/** What the room says to those who may not read the channel. */
const NO_ACCESS: ReadonlySet<string> = new Set(['not_a_member', 'not_found'])
const NOTHING_TOLD: Told = { muted: false, deafened: false, sharing: false }

type Peer = {
  userId: string
  sessionId: string
  link: Link
  stop(): void
  /** The room no longer names them; this stops waiting for them. */
  missing: (() => void) | null
  told: Told
}
function found(peer: Peer): void {
  peer.missing?.()
  peer.missing = null
}

/** One's part in the call of one channel: who else is in it, and a link to each of them. */
export class CallSession {
  readonly joined: Promise<void>
  readonly #deps: SessionDeps
  readonly #view = new Observable<SessionView>({ state: 'joining', sessionId: null, peers: [] })
  readonly #peers = new Map<string, Peer>()
  readonly #stops: (() => void)[]
  readonly #settleJoin: { resolve(): void; reject(error: Error): void }
  #track: MediaStreamTrack | null = null
  #screens: readonly SharedScreen[] = []
  #own: Told = NOTHING_TOLD
  /** Under this name nobody knows us yet: we make the offers. */
  #isNewcomer = true
  #openedAt = 0
  /** Tells one run of the room's process from another. */
  #epochMs = NaN
  #isSameRoom = false
  #stopLost = () => {}
  #isClosed = false

  constructor(deps: SessionDeps) {
    this.#deps = deps
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.joined = promise
    this.#settleJoin = { resolve, reject }
    this.#stops = [
      deps.socket.onEvent((event) => this.#hear(event)),
      deps.socket.subscribe(() => this.#watch()),
      deps.clock.after(JOIN_MS, () => this.#refused(new NetworkError('timeout'))),
    ]
    this.#watch()
  }
  readonly subscribe = this.#view.subscribe
  readonly getSnapshot = this.#view.getSnapshot
  get links(): Link[] {
    return [...this.#peers.values()].map(({ link }) => link)
  }

  setTrack(track: MediaStreamTrack | null): void {
    if (track === this.#track) return
    this.#track = track
    for (const link of this.links) link.setTrack(track)
  }
  setScreens(screens: readonly SharedScreen[]): void {
    this.#screens = screens
    for (const link of this.links) link.setScreens(screens)
    this.tell({ sharing: screens.length > 0 })
  }
  /** What the others see of us. */
  tell(own: Partial<Told>): void {
    const before = this.#own
    this.#own = { ...before, ...own }
    const { muted, deafened, sharing } = this.#own
    const isNews = before.muted !== muted || before.deafened !== deafened || before.sharing !== sharing
    if (isNews && this.getSnapshot().state === 'on') this.#tell()
  }
  leave(): void {
    const { sessionId } = this.getSnapshot()
    const { goodbyes, socket, channelId } = this.#deps
    // Without a name one has never asked to come in.
    if (!this.#isClosed && sessionId !== null) goodbyes.say({ socket, channelId, sessionId })
    this.#close()
  }

  // The connection to the room

  #watch(): void {
    const socket = this.#deps.socket.getSnapshot()
    const { state } = this.getSnapshot()
    if (socket.state === 'ended') this.#end('signed_out')
    else if (socket.state === 'open') {
      const { session_id, server_epoch_ms } = socket.metadata
      this.#isSameRoom = server_epoch_ms === this.#epochMs
      this.#epochMs = server_epoch_ms
      this.#enter(session_id)
    } else if (state === 'on') {
      for (const peer of this.#peers.values()) {
        peer.link.setReach(false)
        // Who comes back meanwhile cannot be heard of.
        found(peer)
      }
      this.#patch({ state: 'reconnecting' })
      this.#stopLost()
      this.#stopLost = this.#deps.clock.after(LOST_MS, () => this.#lookLost())
    }
  }
  /** On every connection anew: a room that was restarted knows nobody. */
  #enter(sessionId: string): void {
    const before = this.getSnapshot().sessionId
    if (before !== null && before !== sessionId) {
      // The others were told that the one before has left: nothing of it is of use.
      for (const peer of this.#peers.values()) this.#drop(peer)
      this.#isNewcomer = true
    }
    this.#openedAt = this.#deps.clock.now()
    this.#patch({ sessionId })
    this.#deps.socket.send({ type: 'join_call', channel_id: this.#deps.channelId })
  }
  #lookLost(): void {
    if (this.links.some((link) => link.getSnapshot().link === 'connected')) {
      this.#stopLost = this.#deps.clock.after(MISSING_MS, () => this.#lookLost())
    } else this.#end('lost')
  }

  // What the room says

  #hear(event: Event): void {
    const { channelId, userId } = this.#deps
    if (event.type === 'error') {
      if (event.in_reply_to === 'join_call') this.#refused(new Error(event.message), NO_ACCESS.has(event.code))
      return
    }
    if (!('channel_id' in event) || event.channel_id !== channelId) return
    const peer = 'session_id' in event ? this.#peers.get(event.session_id) : undefined
    switch (event.type) {
      case 'room_state':
        this.#roomState(event)
        return
      case 'voice_joined':
        if (peer) found(peer)
        else if (this.#add(event.user_id, event.session_id, false)) this.#deps.onPeer('join')
        return
      case 'voice_left':
        if (peer) {
          this.#drop(peer)
          this.#deps.onPeer('leave')
        } else if (event.session_id === this.getSnapshot().sessionId) this.#enter(event.session_id)
        return
      case 'voice_state':
        if (!peer) return
        peer.told = { muted: event.muted, deafened: event.deafened, sharing: event.sharing }
        this.#tellView()
        return
      case 'webrtc_signal':
        this.#signal(event)
        return
      case 'channel_deleted':
        this.#end('channel_gone')
        return
      case 'member_removed':
        if (event.user_id === userId) this.#end('removed')
        return
      default:
    }
  }
  #roomState({ voice_users: users }: EventOf<'room_state'>): void {
    const { clock } = this.#deps
    // One that does not have us in it is an answer to something else.
    const { sessionId } = this.getSnapshot()
    if (!users.some(([, one]) => one === sessionId)) return
    const { state } = this.getSnapshot()
    if (state === 'reconnecting') for (const link of this.links) link.setReach(true)
    for (const [userId, one] of users) this.#add(userId, one, this.#isNewcomer)
    this.#isNewcomer = false
    const waitMs = Math.max(0, this.#openedAt + MISSING_MS - clock.now())
    for (const peer of this.#peers.values()) {
      found(peer)
      // What they tell of themselves follows.
      peer.told = NOTHING_TOLD
      if (users.some(([, one]) => one === peer.sessionId)) continue
      peer.missing = clock.after(waitMs, () => this.#drop(peer))
      this.#lookMissing(peer)
    }
    this.#stopLost()
    this.#patch({ state: 'on' })
    const { muted, deafened, sharing } = this.#own
    // A room that was only away still shows what was before.
    const isNews = state === 'reconnecting' || (state === 'joining' && (muted || deafened || sharing))
    if (isNews) this.#tell()
    this.#deps.goodbyes.takeBack(this.#deps.socket, this.#deps.channelId)
    this.#settleJoin.resolve()
    this.#tellView()
  }
  #signal({ from_user_id, from_session_id, to_session_id, data }: EventOf<'webrtc_signal'>): void {
    const peer = this.#peers.get(from_session_id)
    if (peer?.userId !== from_user_id) return
    if (to_session_id !== null && to_session_id !== this.getSnapshot().sessionId) return
    const signal = readSignal(data)
    if (signal) peer.link.hear(signal)
  }
  #tell(): void {
    this.#deps.socket.send({ type: 'voice_state', channel_id: this.#deps.channelId, ...this.#own })
  }

  // The others

  /** False for one who is there already, for one's own other devices, and when there are too many. */
  #add(userId: string, sessionId: string, offers: boolean): boolean {
    const { channelId, socket, userId: ownId, newLink } = this.#deps
    if (userId === ownId || this.#peers.has(sessionId) || this.#peers.size >= MAX_LINKS) return false
    const link = newLink({
      isPolite: ownId < userId,
      send: (data) =>
        void socket.send({
          type: 'webrtc_signal',
          channel_id: channelId,
          to_user_id: userId,
          to_session_id: sessionId,
          data,
        }),
    })
    const peer: Peer = { userId, sessionId, link, stop: () => {}, missing: null, told: NOTHING_TOLD }
    peer.stop = link.subscribe(() => {
      this.#lookMissing(peer)
      this.#tellView()
    })
    this.#peers.set(sessionId, peer)
    link.begin({ offers, track: this.#track, screens: this.#screens })
    this.#tellView()
    return true
  }
  /** A room that was there all the time and no longer names them took them out; who is heard all the same may come back. */
  #lookMissing(peer: Peer): void {
    if (peer.missing && this.#isSameRoom && peer.link.getSnapshot().link !== 'connected') this.#drop(peer)
  }
  #drop(peer: Peer): void {
    this.#peers.delete(peer.sessionId)
    found(peer)
    peer.stop()
    peer.link.close()
    this.#tellView()
  }
  #tellView(): void {
    const peers = [...this.#peers.values()].map(({ userId, sessionId, link, told }) => ({
      userId,
      sessionId,
      link: link.getSnapshot(),
      told,
    }))
    this.#patch({ peers })
  }
  #patch(patch: Partial<SessionView>): void {
    if (!this.#isClosed) this.#view.set({ ...this.getSnapshot(), ...patch })
  }

  // The end

  /** `isLost`: the right to be here. Anything else, once one is in, is mended by the next connection. */
  #refused(error: Error, isLost = false): void {
    const { state } = this.getSnapshot()
    if (state === 'joining') {
      this.#settleJoin.reject(error)
      this.leave()
    } else if (isLost) this.#end('removed')
  }
  #end(end: CallEnd): void {
    if (this.#isClosed) return
    // Before one is in, there is nothing to end: the room's answer to joining says the rest.
    if (this.getSnapshot().state === 'joining') {
      if (end === 'signed_out') this.#refused(new SignedOut('session_ended'))
      return
    }
    this.leave()
    this.#deps.onEnded(end)
  }
  #close(): void {
    if (this.#isClosed) return
    this.#stopLost()
    for (const stop of this.#stops) stop()
    for (const peer of this.#peers.values()) this.#drop(peer)
    this.#isClosed = true
    // Nobody waits any more for a join that was taken back.
    this.#settleJoin.resolve()
  }
}
