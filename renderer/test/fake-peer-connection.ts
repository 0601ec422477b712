import { type Candidate, type Facts, type Sdp, factsOf } from '../voice/signal.ts'

/** A peer connection after the rules of https://www.w3.org/TR/webrtc/#rtcsignalingstate-enum, as far as they matter here. */
export class FakePeerConnection {
  readonly id: number
  signalling: 'stable' | 'have-local-offer' | 'have-remote-offer' = 'stable'
  tracks: number
  /** Tracks in the description that both agree on. */
  negotiated = 0
  version = 0
  fragment = ''
  local: { current: Sdp | null; pending: Sdp | null } = { current: null, pending: null }
  remote: { current: Sdp | null; pending: Sdp | null } = { current: null, pending: null }
  connection: RTCPeerConnectionState = 'new'
  gathering: RTCIceGatheringState = 'new'
  isStuck = false
  isClosed = false
  found: string[] = []
  given: Candidate[] = []
  badSince: number | null = null
  constructor(id: number, tracks: number) {
    this.id = id
    this.tracks = tracks
  }
  get localNow(): string | null {
    return essenceOf(this.local.current)
  }
  get remoteNow(): string | null {
    return essenceOf(this.remote.current)
  }
  setLocal(restart: boolean): Sdp {
    const type = this.signalling === 'have-remote-offer' ? 'answer' : 'offer'
    this.version++
    const isNewRemote = this.fragmentOf(this.remote.pending) !== this.fragmentOf(this.remote.current)
    if (this.fragment === '' || restart || (type === 'answer' && isNewRemote))
      this.fragment = `${this.id}x${this.version}`
    const sdp = [
      'v=0',
      `o=- ${this.id} ${this.version} IN IP4 127.0.0.1`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 111',
      `a=ice-ufrag:${this.fragment}`,
      `a=fingerprint:sha-256 ${this.id}`,
      // An answer has room for what the offer has, and no more.
      `a=tracks:${type === 'offer' ? this.tracks : Math.max(1, this.negotiated)}`,
    ].join('\r\n')
    const description = { type, sdp } as const
    if (type === 'offer') {
      this.local.pending = description
      this.signalling = 'have-local-offer'
    } else {
      this.remote.current = this.remote.pending
      this.local.current = description
      this.#stable()
    }
    return description
  }
  setRemote(sdp: Sdp): { rolledBack: boolean } {
    if (sdp.type === 'answer') {
      if (this.signalling !== 'have-local-offer') throw new Error('InvalidStateError')
      this.local.current = this.local.pending
      this.remote.current = sdp
      this.#stable()
      return { rolledBack: false }
    }
    const rolledBack = this.signalling === 'have-local-offer'
    if (rolledBack) this.local.pending = null
    this.remote.pending = sdp
    this.signalling = 'have-remote-offer'
    return { rolledBack }
  }
  fragmentOf(sdp: Sdp | null): string {
    return sdp ? (factsKnown(sdp.sdp).fragments[0] ?? '') : ''
  }
  #stable(): void {
    this.local.pending = null
    this.remote.pending = null
    this.signalling = 'stable'
    this.negotiated = Number(/^a=tracks:(\d+)/m.exec(this.local.current?.sdp ?? '')?.[1])
  }
}

/** What of a description matters: an offer that is answered twice makes two answers that say the same. */
const essenceOf = (sdp: Sdp | null): string | null => sdp && factsKnown(sdp.sdp).core.replace(/^(o=- \d+) \d+/m, '$1')

const known = new Map<string, Facts>()
/** Reads a description once. */
export function factsKnown(sdp: string): Facts {
  const facts = known.get(sdp) ?? factsOf(sdp)
  if (known.size > 1_000) known.clear()
  known.set(sdp, facts)
  return facts
}
