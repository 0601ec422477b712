import type { Clock } from '../api/clock.ts'
import { Observable } from '../api/observable.ts'
import { step } from './negotiation.ts'
import { type Effect, type Input, type TimerName, linkOf, newNegotiation } from './negotiation-state.ts'
import { type Incoming, PeerConnection } from './peer-connection.ts'
import type { SharedScreen } from './ports.ts'
import { type Sample, qualityOf, sampleOf, withSample } from './quality.ts'
import type { Signal } from './signal.ts'
import type { LinkState, Quality } from './state.ts'

export type LinkDeps = {
  isPolite: boolean
  configuration: RTCConfiguration
  newPeerConnection(configuration: RTCConfiguration): RTCPeerConnection
  clock: Clock
  random(): number
  send(signal: Signal): void
  onTrouble(error: unknown): void
}
export type LinkView = { link: LinkState; quality: Quality | null; incoming: Incoming }

const STATS_MS = 2_000
const NOTHING: Incoming = { voice: null, screens: [] }

/** The way to one other device: as many peer connections, one after the other, as it takes. */
export class PeerLink {
  readonly #deps: LinkDeps
  readonly #view = new Observable<LinkView>({ link: 'connecting', quality: null, incoming: NOTHING })
  readonly #timers = new Map<TimerName, () => void>()
  #negotiation
  #connection: PeerConnection | null = null
  #track: MediaStreamTrack | null = null
  #screens: readonly SharedScreen[] = []
  #samples: readonly Sample[] = []
  #stopStats = () => {}

  constructor(deps: LinkDeps) {
    this.#deps = deps
    this.#negotiation = newNegotiation(deps.isPolite)
    this.#measure()
  }
  readonly subscribe = this.#view.subscribe
  readonly getSnapshot = this.#view.getSnapshot

  /** `offers`: this side makes the first offer; else it waits for the other's for a moment. */
  begin(options: { offers: boolean; track: MediaStreamTrack | null; screens: readonly SharedScreen[] }): void {
    this.#track = options.track
    this.#screens = options.screens
    this.#feed({ on: 'begin', offers: options.offers })
  }
  hear(signal: Signal): void {
    if ('sdp' in signal) this.#feed({ on: 'description', sdp: signal.sdp })
    else this.#feed({ on: 'candidate', candidate: signal.candidate })
  }
  /** Whether anything can be said to the other side just now. */
  setReach(isThere: boolean): void {
    this.#feed({ on: isThere ? 'back' : 'away' })
  }
  /** One's voice; never negotiates. */
  setTrack(track: MediaStreamTrack | null): void {
    this.#track = track
    this.#connection?.setTrack(track)
  }
  setScreens(screens: readonly SharedScreen[]): void {
    this.#screens = screens
    this.#connection?.setScreens(screens)
  }
  /** Who sends the picture of a screen to this side; undefined where it does not go. */
  videoSenderOf(screen: SharedScreen): RTCRtpSender | undefined {
    return this.#connection?.videoSenderOf(screen)
  }
  /** Silent at once. */
  close(): void {
    this.#stopStats()
    this.#feed({ on: 'close' })
    this.#connection?.close()
    this.#connection = null
    this.#patch({ incoming: NOTHING })
  }

  #feed(input: Input): void {
    const { state, effects } = step(this.#negotiation, input)
    this.#negotiation = state
    for (const effect of effects) this.#act(effect, state.generation)
    const link = linkOf(state)
    if (link !== 'connected') this.#samples = []
    // What was measured tells nothing of a way that is broken.
    this.#patch(link === 'connected' ? { link } : { link, quality: null })
  }
  #act(effect: Effect, generation: number): void {
    switch (effect.do) {
      case 'renew':
        this.#connection?.close()
        this.#connection = null
        return
      case 'offer':
      case 'accept':
      case 'settle':
        this.#operate(effect, generation)
        return
      case 'add':
        this.#connection?.add(effect.candidate)
        return
      case 'send':
        this.#deps.send({ sdp: effect.sdp })
        return
      case 'send_candidate':
        this.#deps.send({ candidate: effect.candidate })
        return
      case 'resend': {
        const sdp = this.#connection?.local
        if (sdp) this.#deps.send({ sdp })
        return
      }
      case 'timer': {
        this.#timers.get(effect.name)?.()
        const { name, ms, spread } = effect
        const run = () => this.#feed({ on: 'timer', name })
        this.#timers.set(name, this.#deps.clock.after(ms + this.#deps.random() * spread, run))
        return
      }
      case 'stop':
        this.#timers.get(effect.name)?.()
        this.#timers.delete(effect.name)
        return
      default:
        effect satisfies never
    }
  }
  #operate(effect: Extract<Effect, { do: 'offer' | 'accept' | 'settle' }>, generation: number): void {
    const what = effect.do
    const connection = (this.#connection ??= this.#newConnection(generation))
    const work =
      effect.do === 'offer'
        ? connection.offer(effect.restart)
        : effect.do === 'accept'
          ? connection.accept(effect.sdp)
          : connection.settle(effect.sdp)
    work.then(
      (sdp) => this.#feed({ on: 'done', generation, what, sdp }),
      (error: unknown) => {
        // One that was closed meanwhile has nothing to tell.
        if (connection === this.#connection) this.#deps.onTrouble(error)
        this.#feed({ on: 'failed', generation, what })
      },
    )
  }
  #newConnection(generation: number): PeerConnection {
    const { configuration, newPeerConnection, onTrouble } = this.#deps
    return new PeerConnection({
      pc: newPeerConnection(configuration),
      track: this.#track,
      screens: this.#screens,
      onNeeded: () => this.#feed({ on: 'needed', generation }),
      onFound: (candidate) => this.#feed({ on: 'found', generation, candidate }),
      onState: (connection, gathering) => this.#feed({ on: 'state', generation, connection, gathering }),
      onIncoming: (incoming) => this.#patch({ incoming }),
      onTrouble,
    })
  }

  #measure(): void {
    this.#stopStats = this.#deps.clock.after(STATS_MS, () => {
      this.#sample().catch(this.#deps.onTrouble)
      this.#measure()
    })
  }
  async #sample(): Promise<void> {
    const connection = this.#connection
    const stats = await connection?.stats()
    if (!connection || connection !== this.#connection || !stats || this.getSnapshot().link !== 'connected') return
    const sample = sampleOf(stats, connection.voiceMid)
    if (!sample) return
    this.#samples = withSample(this.#samples, sample)
    this.#patch({ quality: qualityOf(this.#samples) })
  }
  #patch(patch: Partial<LinkView>): void {
    const before = this.getSnapshot()
    const isNews = Object.entries(patch).some(([name, value]) => !Object.is(Reflect.get(before, name), value))
    if (isNews) this.#view.set({ ...before, ...patch })
  }
}
