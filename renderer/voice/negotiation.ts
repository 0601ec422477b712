import type { Effect, Input, Negotiation, Remote, Seen, TimerName, Why } from './negotiation-state.ts'
import { type Candidate, type Facts, type Sdp, candidatesIn, factsOf } from './signal.ts'

// Milliseconds. The polite side waits longer wherever both may notice the same, so that they rarely do it at once.
const FIRST_MS = 1_000
const ANSWER_MS = 2_000
const ANSWER_MAX_MS = 8_000
/**
 * Chromium, after an implicit rollback, sometimes says `gathering` (or nothing) and never finds a candidate, and no ICE
 * restart helps it. Noticed and mended within 2 s.
 */
const STUCK_MS = 1_000
const CONNECT_MS = 5_000
const CONNECT_MAX_MS = 10_000
const DISCONNECTED_MS = 2_000
const POLITE_MS = 1_000
const SPREAD_MS = 300
const REBUILD_MS = 100
/** So often an offer is sent again before the peer connection is given up, where nobody is connected by it. */
const RESENDS = 3
/** A stranger fills these: bounded. */
const MAX_HELD = 64
const MAX_INBOX = 8
const MAX_SEEN = 8

const TIMERS: readonly TimerName[] = ['first', 'answer', 'stuck', 'connect', 'mend', 'rebuild']

/** The state while one input is worked on. */
type Draft = { -readonly [K in keyof Negotiation]: Negotiation[K] }

/**
 * Perfect negotiation (https://www.w3.org/TR/webrtc/#perfect-negotiation-example) as a pure machine: one operation of the
 * peer connection at a time; signals may be lost, late, doubled or out of order; either side may begin anew at any time.
 */
export function step(before: Negotiation, input: Input): { state: Negotiation; effects: readonly Effect[] } {
  if (before.phase === 'closed') return { state: before, effects: [] }
  if ('generation' in input && input.generation !== before.generation) return { state: before, effects: [] }
  const turn = new Turn(before)
  turn.take(input)
  return { state: turn.state, effects: turn.effects }
}

class Turn {
  readonly state: Draft
  readonly effects: Effect[] = []
  constructor(before: Negotiation) {
    this.state = { ...before }
  }

  take(input: Input): void {
    const { state } = this
    switch (input.on) {
      case 'begin':
        if (input.offers) this.#rebuild('begin')
        else this.#timer('first', FIRST_MS)
        return
      case 'needed':
        state.wantsOffer = true
        this.#goOn()
        return
      case 'description':
        if (this.#isBusy()) state.inbox = [...state.inbox, input.sdp].slice(-MAX_INBOX)
        else {
          this.#hear(input.sdp)
          this.#goOn()
        }
        return
      case 'candidate':
        this.#hearCandidate(input.candidate)
        return
      case 'done':
        if (input.what === 'offer') this.#offered(input.sdp)
        else if (input.what === 'accept') this.#accepted(input.sdp)
        else this.#settled(null)
        this.#goOn()
        return
      case 'failed':
        this.#broken()
        return
      case 'found':
        state.hasFound = true
        if (this.#isBusy()) state.unsent = [...state.unsent, input.candidate]
        else this.effects.push({ do: 'send_candidate', candidate: input.candidate })
        return
      case 'state':
        this.#watch(input.connection, input.gathering)
        return
      case 'timer':
        this.#due(input.name)
        return
      case 'away':
        state.isAway = true
        return
      case 'back':
        this.#back()
        return
      case 'close':
        for (const name of TIMERS) this.effects.push({ do: 'stop', name })
        state.phase = 'closed'
        return
      default:
        input satisfies never
    }
  }

  #isBusy(): boolean {
    return ['offering', 'accepting', 'settling'].includes(this.state.phase)
  }
  #timer(name: TimerName, ms: number): void {
    const extra = this.state.isPolite && (name === 'mend' || name === 'first') ? POLITE_MS : 0
    this.effects.push({ do: 'timer', name, ms: ms + extra, spread: name === 'stuck' ? 0 : SPREAD_MS })
  }
  #stop(...names: TimerName[]): void {
    for (const name of names) this.effects.push({ do: 'stop', name })
  }

  /** What waited until the last operation was through. */
  #goOn(): void {
    const { state } = this
    while (!this.#isBusy()) {
      const [next, ...others] = state.inbox
      if (!next) break
      state.inbox = others
      this.#hear(next)
    }
    if (state.phase === 'idle' && (state.wantsOffer || state.wantsRestart)) this.#offer()
  }

  // Peer connections

  #renew(why: Why): void {
    const { state } = this
    this.#stop(...TIMERS)
    state.generation++
    Object.assign(state, fresh())
    this.effects.push({ do: 'renew', why })
  }
  #rebuild(why: Why): void {
    this.#renew(why)
    this.#offer()
  }
  #offer(): void {
    const { state } = this
    this.effects.push({ do: 'offer', restart: state.wantsRestart && state.isSettled })
    Object.assign(state, { phase: 'offering', wantsOffer: false, wantsRestart: false })
  }
  #accept(sdp: Sdp): void {
    this.#stop('first', 'answer', 'rebuild')
    this.effects.push({ do: 'accept', sdp })
    // Whatever was found for an offer that is taken back is of no use.
    if (!this.state.isSettled) this.state.hasFound = false
    Object.assign(this.state, { phase: 'accepting', taking: sdp, wantsOffer: false })
  }
  /** What it is in, nobody knows: it is thrown away. Later each time, so that what never works does not spin. */
  #broken(): void {
    const { state } = this
    state.phase = 'broken'
    state.taking = null
    state.tries++
    this.#stop('answer', 'stuck', 'connect', 'mend')
    this.#timer('rebuild', state.tries === 1 ? REBUILD_MS : backoff(state.tries))
  }

  // What the other side says

  #hear(sdp: Sdp): void {
    const { state } = this
    const facts = factsOf(sdp.sdp)
    if (state.retired.includes(facts.origin)) return
    const known = state.seen.find(({ origin }) => origin === facts.origin)
    if (known && facts.version < known.version) return
    const isSame = known !== undefined && facts.version === known.version && facts.core === known.core
    // An offer that we have answered comes again because the answer was lost, and here one of ours is out: see there.
    if (isSame && !(sdp.type === 'offer' && state.phase === 'offered' && state.isPolite)) {
      for (const candidate of candidatesIn(sdp.sdp)) this.#hearCandidate(candidate)
      const isAnswered = state.answered?.origin === facts.origin && state.answered.version === facts.version
      if (sdp.type === 'offer' && state.phase === 'idle' && isAnswered) this.effects.push({ do: 'resend' })
      return
    }
    const isAnew = state.remote !== null && facts.fingerprint !== '' && facts.fingerprint !== state.remote.fingerprint
    if (isAnew && state.remote) state.retired = [...state.retired, state.remote.origin].slice(-MAX_SEEN)
    if (sdp.type === 'offer') this.#hearOffer(sdp, isAnew)
    else this.#hearAnswer(sdp, isAnew)
  }
  #hearOffer(sdp: Sdp, isAnew: boolean): void {
    const { state } = this
    const isCollision = state.phase === 'offered'
    if (isAnew) this.#renew('peer_anew')
    else if (isCollision && !state.isPolite) return
    // Nothing is lost with a peer connection that was never in use, and a fresh one needs no rollback.
    else if (isCollision && !state.isSettled) this.#renew('glare')
    else if (state.phase === 'waiting' || state.phase === 'broken') this.#renew('begin')
    this.#accept(sdp)
  }
  #hearAnswer(sdp: Sdp, isAnew: boolean): void {
    const { state } = this
    // It took what was said for another peer connection than it was meant for.
    if (isAnew && (state.phase === 'offered' || state.phase === 'idle')) this.#rebuild('peer_anew')
    else if (state.phase === 'offered') {
      this.#stop('answer')
      this.effects.push({ do: 'settle', sdp })
      Object.assign(state, { phase: 'settling', taking: sdp })
    }
  }
  #hearCandidate(candidate: Candidate): void {
    const { state } = this
    const isTaking = state.phase === 'accepting' || state.phase === 'settling'
    if (!isTaking && belongs(candidate, state.remote)) this.effects.push({ do: 'add', candidate })
    else state.held = [...state.held, candidate].slice(-MAX_HELD)
  }

  // What became of operations

  #offered(sdp: Sdp | null): void {
    const { state } = this
    if (!sdp) return this.#broken()
    state.phase = 'offered'
    state.resends = 0
    // One that goes before ours is here already: this one is never said.
    const yields = state.isPolite && state.inbox.some(({ type }) => type === 'offer')
    if (yields) state.unsent = []
    else {
      this.effects.push({ do: 'send', sdp })
      this.#sendCandidates()
    }
    this.#timer('answer', ANSWER_MS)
  }
  #accepted(sdp: Sdp | null): void {
    if (!sdp) return this.#broken()
    this.effects.push({ do: 'send', sdp })
    this.#sendCandidates()
    this.#settled(sdp)
  }
  #settled(answer: Sdp | null): void {
    const { state } = this
    const facts = state.taking ? factsOf(state.taking.sdp) : null
    if (facts) {
      const seen = seenOf(facts)
      state.seen = [seen, ...state.seen.filter(({ origin }) => origin !== facts.origin)].slice(0, MAX_SEEN)
      state.remote = facts
      state.answered = answer ? seen : null
    }
    Object.assign(state, { phase: 'idle', taking: null, isSettled: true })
    const { held } = state
    state.held = held.filter((candidate) => !belongs(candidate, state.remote))
    for (const candidate of held) {
      if (belongs(candidate, state.remote)) this.effects.push({ do: 'add', candidate })
    }
    this.#sendCandidates()
    if (state.connection === 'connected') return
    this.#timer('stuck', STUCK_MS)
    this.#timer('connect', Math.min(CONNECT_MAX_MS, CONNECT_MS * 1.5 ** state.tries))
  }
  #sendCandidates(): void {
    for (const candidate of this.state.unsent) this.effects.push({ do: 'send_candidate', candidate })
    this.state.unsent = []
  }

  // Whether it works

  #watch(connection: RTCPeerConnectionState, gathering: RTCIceGatheringState): void {
    const { state } = this
    const isNews = connection !== state.connection
    Object.assign(state, { connection, gathering })
    if (!isNews) return
    if (connection === 'connected') {
      Object.assign(state, { wasConnected: true, tries: 0 })
      this.#stop('stuck', 'connect', 'mend')
    } else if (connection === 'disconnected') this.#timer('mend', DISCONNECTED_MS)
    else if (connection === 'failed') this.#timer('mend', 0)
  }
  #due(name: TimerName): void {
    const { state } = this
    // Nobody would hear of it. Whatever is due is done when the room is back.
    if (state.isAway) return
    const isConnected = state.connection === 'connected'
    // A new way first; where there is none, everything anew.
    const isAnew = state.tries % 2 === 1
    if (name === 'first' && state.phase === 'waiting') this.#rebuild('begin')
    else if (name === 'rebuild' && state.phase === 'broken') this.#rebuild('broken')
    else if (name === 'answer' && state.phase === 'offered') {
      if (isConnected || state.resends < RESENDS) this.#resend(state.resends + 1)
      else this.#try('unanswered', true)
    } else if (state.phase !== 'idle' || isConnected) return
    else if (name === 'stuck' && !state.hasFound && state.gathering !== 'complete') this.#try('stuck', true)
    else if (name === 'connect' || name === 'mend') this.#try('unconnected', isAnew)
  }
  #back(): void {
    const { state } = this
    state.isAway = false
    if (state.phase === 'waiting') this.#timer('first', FIRST_MS)
    else if (state.phase === 'broken') this.#timer('rebuild', REBUILD_MS)
    else if (state.phase === 'offered') this.#resend(0)
    else if (state.connection !== 'connected') this.#timer('mend', 0)
  }
  #try(why: Why, isAnew: boolean): void {
    const { state } = this
    state.tries++
    if (isAnew) this.#rebuild(why)
    else {
      this.#stop('stuck', 'connect', 'mend')
      state.wantsRestart = true
      this.#goOn()
    }
  }
  #resend(count: number): void {
    this.state.resends = count
    this.effects.push({ do: 'resend' })
    this.#timer('answer', Math.min(ANSWER_MAX_MS, ANSWER_MS * 2 ** count))
  }
}

const fresh = () =>
  ({
    isSettled: false,
    wantsOffer: false,
    wantsRestart: false,
    remote: null,
    answered: null,
    taking: null,
    unsent: [],
    hasFound: false,
    connection: 'new',
    gathering: 'new',
    resends: 0,
  }) satisfies Partial<Negotiation>

const backoff = (tries: number): number => Math.min(CONNECT_MAX_MS, 500 * 2 ** tries)
const seenOf = ({ origin, version, core }: Facts): Seen => ({ origin, version, core })

/** Whether a candidate is for the description that is in force; one that does not say so counts as it. */
function belongs(candidate: Candidate, remote: Remote | null): boolean {
  if (remote === null) return false
  const fragment = candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate)?.[1]
  return fragment === undefined || remote.fragments.includes(fragment)
}
