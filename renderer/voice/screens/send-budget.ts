import type { ScreenWay, ScreenWish } from '../ports.ts'
import { codecOrder, sendPlan } from './sending.ts'

/** A screen that is being shared from this device. */
type Share = { prefer: ScreenWish['prefer']; video: MediaStreamTrack; ways: readonly ScreenWay[] }

/** Shares out what this device can encode and send among all screens that it shares, and all who get them. */
export class SendBudget {
  readonly #shares = new Set<Share>()
  readonly #onTrouble: (error: unknown) => void
  /** One after the other: of two `setParameters` at once the later fails. */
  #turn: Promise<void> = Promise.resolve()

  constructor(onTrouble: (error: unknown) => void) {
    this.#onTrouble = onTrouble
  }
  open(screen: { prefer: ScreenWish['prefer']; video: MediaStreamTrack }) {
    const share: Share = { ...screen, ways: [] }
    this.#shares.add(share)
    return {
      prepare(transceiver: RTCRtpTransceiver): void {
        if (transceiver.sender.track?.kind !== 'video') return
        const known = RTCRtpReceiver.getCapabilities('video')?.codecs ?? []
        if (known.length > 0) transceiver.setCodecPreferences(codecOrder(known))
      },
      tune: async (ways: readonly ScreenWay[]): Promise<void> => {
        share.ways = ways
        await this.#apply()
      },
      close: (): void => {
        if (this.#shares.delete(share)) void this.#apply()
      },
    }
  }

  #apply(): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const waysInAll = [...this.#shares].reduce((sum, { ways }) => sum + ways.length, 0)
      for (const share of this.#shares)
        for (const way of share.ways) await this.#send(share, way, waysInAll).catch(this.#onTrouble)
    })
    return this.#turn
  }
  async #send({ prefer, video }: Share, { sender, grade }: ScreenWay, waysInAll: number): Promise<void> {
    const { width = 1920, height = 1080 } = video.getSettings()
    const plan = sendPlan({ prefer, width, height, waysInAll, grade })
    const parameters = sender.getParameters()
    const [encoding] = parameters.encodings
    // Before it is negotiated it is set as well; afterwards there is nothing to be set.
    if (encoding === undefined || sender.track === null || sender.transport?.state === 'closed') return
    const { degradationPreference, ...limits } = plan
    const isSet =
      parameters.degradationPreference === degradationPreference &&
      encoding.maxBitrate === limits.maxBitrate &&
      encoding.maxFramerate === limits.maxFramerate &&
      encoding.scaleResolutionDownBy === limits.scaleResolutionDownBy
    if (isSet) return
    // Voices go first, on the wire and in the pacer.
    Object.assign(encoding, limits, { priority: 'low', networkPriority: 'low' } satisfies RTCRtpEncodingParameters)
    parameters.degradationPreference = degradationPreference
    await sender.setParameters(parameters)
  }
}
