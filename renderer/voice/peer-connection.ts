import { withOpus } from './opus.ts'
import type { SharedScreen } from './ports.ts'
import { withStartRate } from './screens/start-rate.ts'
import type { Candidate, Sdp } from './signal.ts'

/** What arrives from the other side. A stream without a picture is a voice; one with a picture is a screen. */
export type Incoming = { voice: MediaStream | null; screens: readonly MediaStream[] }

export type PeerConnectionDeps = {
  pc: RTCPeerConnection
  track: MediaStreamTrack | null
  screens: readonly SharedScreen[]
  onNeeded(): void
  onFound(candidate: Candidate): void
  onState(connection: RTCPeerConnectionState, gathering: RTCIceGatheringState): void
  onIncoming(incoming: Incoming): void
  onTrouble(error: unknown): void
}

/** One RTCPeerConnection: the voice is its first section, always there and both ways; screens come behind it. */
export class PeerConnection {
  readonly #deps: PeerConnectionDeps
  readonly #pc: RTCPeerConnection
  /** Names one's voice to the other side, with or without a microphone. */
  readonly #voiceStream = new MediaStream()
  readonly #sent = new Map<SharedScreen, RTCRtpTransceiver[]>()
  readonly #streams = new Map<RTCRtpTransceiver, MediaStream>()
  #track: MediaStreamTrack | null
  #screens: readonly SharedScreen[]
  #voice: RTCRtpTransceiver | null = null
  #isClosed = false

  constructor(deps: PeerConnectionDeps) {
    this.#deps = deps
    this.#pc = deps.pc
    this.#track = deps.track
    this.#screens = deps.screens
    const { pc } = this.#deps
    pc.addEventListener('negotiationneeded', () => this.#isClosed || deps.onNeeded())
    pc.addEventListener('icecandidate', ({ candidate }) => this.#found(candidate))
    const tell = () => this.#isClosed || deps.onState(pc.connectionState, pc.iceGatheringState)
    pc.addEventListener('connectionstatechange', tell)
    pc.addEventListener('icegatheringstatechange', tell)
    pc.addEventListener('track', (event) => this.#came(event))
  }
  /** The section of the voice, once it is negotiated. */
  get voiceMid(): string | null {
    return this.#voice?.mid ?? null
  }
  /** What is in force or was said last, with the candidates that it has by now. */
  get local(): Sdp | null {
    return sdpOf(this.#pc.localDescription)
  }

  async offer(restart: boolean): Promise<Sdp | null> {
    this.#voice ??= this.#pc.addTransceiver(this.#track ?? 'audio', {
      direction: 'sendrecv',
      streams: [this.#voiceStream],
    })
    this.#sendScreens()
    if (restart) this.#pc.restartIce()
    await this.#pc.setLocalDescription()
    return this.local
  }
  /** Takes an offer and makes the answer; an own offer that is out is taken back by that. */
  async accept({ sdp }: Sdp): Promise<Sdp | null> {
    await this.#pc.setRemoteDescription({ type: 'offer', sdp: withStartRate(withOpus(sdp)) })
    await this.#adoptVoice()
    await this.#pc.setLocalDescription()
    const answer = this.local
    this.#agreed()
    return answer
  }
  async settle({ sdp }: Sdp): Promise<null> {
    await this.#pc.setRemoteDescription({ type: 'answer', sdp: withStartRate(withOpus(sdp)) })
    this.#agreed()
    return null
  }
  /** One of credentials that are gone, or of a kind that this browser does not know, is no loss. */
  add(candidate: Candidate): void {
    const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = candidate
    this.#pc
      .addIceCandidate({ candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment })
      .catch(() => {})
  }
  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track
    if (!this.#isClosed) this.#voice?.sender.replaceTrack(track).catch(this.#deps.onTrouble)
  }
  setScreens(screens: readonly SharedScreen[]): void {
    this.#screens = screens
    for (const [screen, transceivers] of this.#sent) {
      if (screens.includes(screen)) continue
      this.#sent.delete(screen)
      for (const transceiver of transceivers) transceiver.stop()
    }
    // Before the voice is there, they would take its place as the first.
    if (this.#voice) this.#sendScreens()
  }
  videoSenderOf(screen: SharedScreen): RTCRtpSender | undefined {
    return this.#sent.get(screen)?.find(({ sender }) => sender.track?.kind === 'video')?.sender
  }
  async stats(): Promise<unknown[]> {
    const found: unknown[] = []
    const report = await this.#pc.getStats()
    report.forEach((one) => found.push(one))
    return found
  }
  close(): void {
    this.#isClosed = true
    this.#pc.close()
  }

  /** The other side's first audio section is where the voices meet, whoever made it. */
  async #adoptVoice(): Promise<void> {
    if (this.#voice) return
    const voice = this.#pc.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio') ?? null
    this.#voice = voice
    if (!voice) return
    voice.direction = 'sendrecv'
    // Older browsers lack it; the other side then sees a voice of no stream, which is a voice as well.
    if ('setStreams' in voice.sender) voice.sender.setStreams(this.#voiceStream)
    await voice.sender.replaceTrack(this.#track)
  }
  #agreed(): void {
    if (this.#isClosed) return
    this.#sendScreens()
    this.#prefer().catch(this.#deps.onTrouble)
    this.#tellIncoming()
  }
  /** Each in a section of its own: `addTrack` might take one that is free, and that may be the voice's. */
  #sendScreens(): void {
    for (const screen of this.#screens) {
      if (this.#sent.has(screen)) continue
      const transceivers = screen.stream.getTracks().map((track) => {
        const transceiver = this.#pc.addTransceiver(track, { direction: 'sendonly', streams: [screen.stream] })
        screen.prepare(transceiver)
        return transceiver
      })
      this.#sent.set(screen, transceivers)
    }
  }
  /** The voice goes first where the way is narrow. */
  async #prefer(): Promise<void> {
    const sender = this.#voice?.sender
    const parameters = sender?.getParameters()
    const [encoding] = parameters?.encodings ?? []
    if (!sender || !parameters || !encoding || encoding.networkPriority === 'high') return
    encoding.priority = 'high'
    encoding.networkPriority = 'high'
    await sender.setParameters(parameters)
  }

  #found(candidate: RTCIceCandidate | null): void {
    // An empty one says that there are no more, which nobody has to know.
    if (this.#isClosed || !candidate || candidate.candidate === '') return
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate
    this.#deps.onFound({ candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment })
  }
  #came({ transceiver, streams }: RTCTrackEvent): void {
    const stream = streams[0] ?? new MediaStream([transceiver.receiver.track])
    this.#streams.set(transceiver, stream)
    stream.addEventListener('removetrack', () => this.#tellIncoming())
    this.#tellIncoming()
  }
  #tellIncoming(): void {
    if (this.#isClosed) return
    const arriving = this.#pc
      .getTransceivers()
      .filter(({ currentDirection }) => currentDirection === 'sendrecv' || currentDirection === 'recvonly')
    const streams = new Set(arriving.flatMap((one) => this.#streams.get(one) ?? []))
    const isScreen = (stream: MediaStream) => stream.getVideoTracks().length > 0
    const voice = [...streams].find((stream) => !isScreen(stream)) ?? null
    this.#deps.onIncoming({ voice, screens: [...streams].filter(isScreen) })
  }
}

function sdpOf(description: RTCSessionDescription | null): Sdp | null {
  if (description?.type !== 'offer' && description?.type !== 'answer') return null
  return { type: description.type, sdp: description.sdp }
}
