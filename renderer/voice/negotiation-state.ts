import type { Candidate, Sdp } from './signal.ts'
import type { LinkState } from './state.ts'

/** Whom a description is from, as far as it tells. */
export type Remote = { origin: string; fingerprint: string; fragments: readonly string[] }
/** The newest description that was taken from a peer connection of the other side. */
export type Seen = { origin: string; version: number; core: string }

export type Phase =
  /** There is no peer connection yet: the other side is to offer first. */
  | 'waiting'
  /** Stable, and nothing under way. */
  | 'idle'
  /** The peer connection makes an offer. */
  | 'offering'
  /** An offer is out. */
  | 'offered'
  /** The peer connection takes an offer and makes the answer. */
  | 'accepting'
  /** The peer connection takes an answer. */
  | 'settling'
  /** Of no use any more; the next one is made soon. */
  | 'broken'
  | 'closed'

/** One side of the negotiation between two pages. Plain data; `step` gives the next. */
export type Negotiation = {
  readonly isPolite: boolean
  readonly phase: Phase
  readonly isAway: boolean
  /** Counts the peer connections: what a former one tells is ignored. */
  readonly generation: number
  /** This peer connection has been through a whole exchange. */
  readonly isSettled: boolean
  readonly wantsOffer: boolean
  readonly wantsRestart: boolean
  readonly remote: Remote | null
  readonly seen: readonly Seen[]
  /** Peer connections that the other side has left for good. */
  readonly retired: readonly string[]
  /** The offer that the last exchange answered. */
  readonly answered: Seen | null
  /** What is being taken just now. */
  readonly taking: Sdp | null
  /** Descriptions that came while something was under way. */
  readonly inbox: readonly Sdp[]
  /** Candidates whose description has not come. */
  readonly held: readonly Candidate[]
  /** Own candidates whose description has not gone. */
  readonly unsent: readonly Candidate[]
  /** There is a way to oneself to tell of: this peer connection looks for candidates, and has found one. */
  readonly hasFound: boolean
  readonly connection: RTCPeerConnectionState
  readonly gathering: RTCIceGatheringState
  readonly wasConnected: boolean
  /** Tries to mend since it was connected last. */
  readonly tries: number
  readonly resends: number
}

export type TimerName = 'first' | 'answer' | 'stuck' | 'connect' | 'mend' | 'rebuild'
/** Why there has to be a new peer connection. */
export type Why = 'begin' | 'glare' | 'peer_anew' | 'stuck' | 'unanswered' | 'unconnected' | 'broken'

export type Input =
  /** `offers`: this side makes the first offer; else it waits for the other's for a while. */
  | { on: 'begin'; offers: boolean }
  | { on: 'needed'; generation: number }
  | { on: 'description'; sdp: Sdp }
  | { on: 'candidate'; candidate: Candidate }
  /** What an effect of the same name came to; `sdp` is the offer or answer that was made. */
  | { on: 'done'; generation: number; what: 'offer' | 'accept' | 'settle'; sdp: Sdp | null }
  | { on: 'failed'; generation: number; what: 'offer' | 'accept' | 'settle' }
  | { on: 'found'; generation: number; candidate: Candidate }
  | { on: 'state'; generation: number; connection: RTCPeerConnectionState; gathering: RTCIceGatheringState }
  | { on: 'timer'; name: TimerName }
  /** The room is away: nothing can be said. */
  | { on: 'away' }
  /** It is there again; what was said meanwhile is lost. */
  | { on: 'back' }
  | { on: 'close' }

export type Effect =
  /** Closes the peer connection, if there is one; the next effect makes another. */
  | { do: 'renew'; why: Why }
  | { do: 'offer'; restart: boolean }
  | { do: 'accept'; sdp: Sdp }
  | { do: 'settle'; sdp: Sdp }
  | { do: 'add'; candidate: Candidate }
  | { do: 'send'; sdp: Sdp }
  | { do: 'send_candidate'; candidate: Candidate }
  /** Sends the local description again, with the candidates that it has by now. */
  | { do: 'resend' }
  /** After `ms`, and up to `spread` more by chance. One of a name replaces the one before. */
  | { do: 'timer'; name: TimerName; ms: number; spread: number }
  | { do: 'stop'; name: TimerName }

/** So many tries in vain, and the way counts as not there; it is tried on. */
const GIVEN_UP = 4

export const newNegotiation = (isPolite: boolean): Negotiation => ({
  isPolite,
  phase: 'waiting',
  isAway: false,
  generation: 0,
  isSettled: false,
  wantsOffer: false,
  wantsRestart: false,
  remote: null,
  seen: [],
  retired: [],
  answered: null,
  taking: null,
  inbox: [],
  held: [],
  unsent: [],
  hasFound: false,
  connection: 'new',
  gathering: 'new',
  wasConnected: false,
  tries: 0,
  resends: 0,
})

/** How the way to the other side is, in the words of the views. */
export function linkOf({ connection, tries, wasConnected }: Negotiation): LinkState {
  if (connection === 'connected') return 'connected'
  if (tries >= GIVEN_UP) return 'failed'
  return wasConnected ? 'recovering' : 'connecting'
}
