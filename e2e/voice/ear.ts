/** A tone in what a page played, over a span: how loud it was (median), and the longest while without it. */
export type Heard = { hertz: number; db: number; gapMs: number }
/** One link as `getStats` counts it, with what its connection went through. Times are `Date.now()`. */
export type Counted = {
  state: RTCPeerConnectionState
  madeAt: number
  connectedAt: number | null
  sent: number
  received: number
  /** Of the sound that arrived, as `getStats` sums it up. */
  energy: number
}
type Block = { at: number; ms: number; rms: number; tones: readonly number[] }

declare global {
  interface Window {
    ear: {
      /** What came out in that span of `performance.now()`, after volumes, mutes and Web Audio. */
      heard(from: number, to: number): Promise<Heard[]>
      /** When that tone came out last, in `Date.now()`; 0 where it never did. */
      lastHeard(hertz: number): Promise<number>
      /** From the start it listens. Where many do at once on one machine, each takes its turn. */
      setListening(is: boolean): void
      /** How loud each hundredth of a second was, in dBFS, all voices together. */
      loudness(from: number, to: number): Promise<number[]>
      counted(): Promise<Counted[]>
      /** What plays voices, and how late it is looked at, in milliseconds: for whoever wonders why nothing is heard. */
      played(): Record<string, unknown>[]
      /** Every connection so far and how it stands: for whoever wonders why one is missing. */
      made(): Record<string, unknown>[]
      /** The microphones that were opened, in that order. */
      readonly opened: { label: string; state: MediaStreamTrackState }[]
      /** How often the links that are open have agreed on something. */
      readonly negotiations: number
      /** ICE restarts that were asked for, since the page was loaded. */
      restarts: number
      clickedAt: number
      connections: { pc: RTCPeerConnection; madeAt: number; connectedAt: number | null; agreed: number }[]
    }
    MediaStreamTrackProcessor: new (options: { track: MediaStreamTrack; maxBufferSize: number }) => {
      readable: ReadableStream<AudioData>
    }
  }
}

/**
 * Put into every page before it runs: listens to all that it plays. An element is heard at its volume, and not at all
 * while it is muted or paused; of Web Audio what goes to the speakers is heard. The product knows nothing of it.
 */
export function listen(tones: readonly number[]): void {
  /** So soft a tone is none, as an amplitude: -40 dBFS; those of the microphones have -12. */
  const THERE = 0.01
  const KEPT = 40_000
  /** So long one waits at most for what was played and is not looked at yet. */
  const LATE_MS = 3_000
  const silence = tones.map(() => 0)
  const blocks: Block[] = []
  const connections: Window['ear']['connections'] = []

  /** For a look of that many samples: the waves of each tone, faded at its ends so that other tones do not leak in. */
  const waves = new Map<string, { real: Float64Array; imaginary: Float64Array }[]>()
  const wavesOf = (length: number, rate: number) => {
    const known = waves.get(`${length} ${rate}`)
    if (known) return known
    const made = tones.map((hertz) => {
      const wave = (turn: (angle: number) => number) =>
        Float64Array.from({ length }, (_, at) => {
          const fade = 1 - Math.cos((2 * Math.PI * (at + 0.5)) / length)
          return ((2 * fade) / length) * turn((2 * Math.PI * hertz * at) / rate)
        })
      return { real: wave(Math.cos), imaginary: wave(Math.sin) }
    })
    waves.set(`${length} ${rate}`, made)
    return made
  }
  /** How strong each tone is in it, as an amplitude. */
  const strengths = (samples: Float32Array, rate: number) =>
    wavesOf(samples.length, rate).map((wave) => {
      let real = 0
      let imaginary = 0
      for (let at = 0; at < samples.length; at++) {
        const sample = samples[at] ?? 0
        real += sample * (wave.real[at] ?? 0)
        imaginary += sample * (wave.imaginary[at] ?? 0)
      }
      return Math.hypot(real, imaginary)
    })
  /** How far each ear has come; a busy page reads late, and would seem to hear nothing. */
  const reached = new Map<MediaStreamTrack, number>()
  const readers = new Set<ReadableStreamDefaultReader<AudioData>>()
  const caughtUp = async (to: number) => {
    const end = performance.now() + LATE_MS
    const isBehind = () => [...reached].some(([track, at]) => track.readyState === 'live' && at < to && isPlayed(track))
    while (performance.now() < end && isBehind())
      await new Promise((resolve) => {
        setTimeout(resolve, 20)
      })
  }
  const follow = async (track: MediaStreamTrack, gain: () => number) => {
    // Long enough for a main thread that is busy: what would be dropped here would look like a gap.
    const { readable } = new window.MediaStreamTrackProcessor({ track, maxBufferSize: 1_000 })
    const reader = readable.getReader()
    readers.add(reader)
    let before = new Float32Array()
    let offset: number | null = null
    for (;;) {
      const { value, done } = await reader.read()
      if (done) {
        reached.delete(track)
        readers.delete(reader)
        return
      }
      const { numberOfFrames: frames, sampleRate: rate, timestamp } = value
      const now = new Float32Array(frames)
      value.copyTo(now, { planeIndex: 0, format: 'f32-planar' })
      value.close()
      // By the clock of the sound, so that a late reader is no gap; what came earliest says where that clock stands.
      const arrived = performance.now() - timestamp / 1_000
      offset = offset === null ? arrived : Math.min(offset, arrived)
      const look = new Float32Array(before.length + frames)
      look.set(before)
      look.set(now, before.length)
      before = now
      const volume = gain()
      blocks.push({
        at: offset + timestamp / 1_000,
        ms: (frames / rate) * 1_000,
        rms: volume * Math.sqrt(now.reduce((sum, one) => sum + one * one, 0) / frames),
        tones: volume === 0 ? silence : strengths(look, rate).map((one) => volume * one),
      })
      reached.set(track, offset + timestamp / 1_000 + (frames / rate) * 1_000)
      if (blocks.length > KEPT * 1.2) blocks.splice(0, KEPT * 0.2)
    }
  }

  const isPlayed = (track: MediaStreamTrack) =>
    [...document.querySelectorAll<HTMLAudioElement>('audio[data-voice]')].some(
      ({ srcObject }) => srcObject instanceof MediaStream && srcObject.getAudioTracks().includes(track),
    )
  let isListening = true
  let followed = new WeakSet<MediaStreamTrack>()
  const look = () => {
    if (!isListening) return
    for (const element of document.querySelectorAll<HTMLAudioElement>('audio[data-voice]')) {
      const stream = element.srcObject
      const [track] = stream instanceof MediaStream ? stream.getAudioTracks() : []
      if (!track || followed.has(track)) continue
      followed.add(track)
      const gain = () =>
        element.isConnected && element.srcObject === stream && !element.muted && !element.paused ? element.volume : 0
      void follow(track, gain)
    }
  }
  setInterval(look, 20)

  const taps = new WeakMap<BaseAudioContext, MediaStreamAudioDestinationNode>()
  const tapOf = (context: BaseAudioContext) => {
    const known = taps.get(context)
    if (known || !(context instanceof AudioContext)) return known
    const tap = new MediaStreamAudioDestinationNode(context)
    taps.set(context, tap)
    const [track] = tap.stream.getAudioTracks()
    if (track) void follow(track, () => 1)
    return tap
  }
  for (const name of ['connect', 'disconnect'] as const) {
    const original = AudioNode.prototype[name]
    Object.defineProperty(AudioNode.prototype, name, {
      value(this: AudioNode, ...args: unknown[]) {
        if (args[0] instanceof AudioDestinationNode) {
          const tap = tapOf(this.context)
          if (tap) Reflect.apply(original, this, [tap])
        }
        return Reflect.apply(original, this, args)
      },
    })
  }

  const opened: MediaStreamTrack[] = []
  const { mediaDevices } = navigator
  if (mediaDevices !== undefined) {
    const open = mediaDevices.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints)
      opened.push(...stream.getAudioTracks())
      return stream
    }
  }

  const ear: Window['ear'] = {
    restarts: 0,
    clickedAt: 0,
    connections,
    heard: async (from, to) => {
      await caughtUp(to)
      const within = blocks.filter((one) => one.at + one.ms > from && one.at < to)
      return tones.map((hertz, tone) => {
        const slots = Array.from({ length: Math.max(1, Math.floor((to - from) / 10)) }, () => 0)
        let end = from
        let gapMs = 0
        for (const { at, ms, tones: levels } of within.toSorted((one, other) => one.at - other.at)) {
          const level = levels[tone] ?? 0
          const slot = Math.floor((at + ms / 2 - from) / 10)
          for (const near of [slot, slot + 1])
            if (near >= 0 && near < slots.length) slots[near] = Math.max(slots[near] ?? 0, level)
          if (level < THERE) continue
          gapMs = Math.max(gapMs, Math.min(at, to) - end)
          end = Math.max(end, at + ms)
        }
        gapMs = Math.max(gapMs, to - end)
        const median = slots.toSorted((one, other) => one - other)[Math.floor(slots.length / 2)] ?? 0
        return { hertz, db: 20 * Math.log10(median), gapMs: Math.round(gapMs) }
      })
    },
    setListening: (is) => {
      isListening = is
      if (is) return
      followed = new WeakSet()
      for (const reader of readers) void reader.cancel()
    },
    lastHeard: async (hertz) => {
      await caughtUp(performance.now() - 40)
      const tone = tones.indexOf(hertz)
      const last = blocks.findLast((one) => (one.tones[tone] ?? 0) >= THERE)
      return last ? performance.timeOrigin + last.at + last.ms : 0
    },
    loudness: async (from, to) => {
      await caughtUp(to)
      return blocks.filter(({ at }) => at >= from && at < to).map(({ rms }) => 20 * Math.log10(Math.max(rms, 1e-6)))
    },
    played: () =>
      [...document.querySelectorAll<HTMLAudioElement>('audio[data-voice]')].map((element) => {
        const [track] = element.srcObject instanceof MediaStream ? element.srcObject.getAudioTracks() : []
        const lateMs = track && Math.round(performance.now() - (reached.get(track) ?? 0))
        const { paused, muted, volume } = element
        return { paused, muted, volume, track: track?.readyState, isSilent: track?.muted, lateMs }
      }),
    made: () =>
      connections.map(({ pc, madeAt, connectedAt, agreed }) => {
        const { connectionState, signalingState, iceConnectionState, iceGatheringState } = pc
        return { madeAt, connectedAt, agreed, connectionState, signalingState, iceConnectionState, iceGatheringState }
      }),
    get opened() {
      return opened.map(({ label, readyState }) => ({ label, state: readyState }))
    },
    get negotiations() {
      return connections
        .filter(({ pc }) => pc.connectionState !== 'closed')
        .reduce((sum, { agreed }) => sum + agreed, 0)
    },
    counted: async () =>
      await Promise.all(
        connections
          .filter(({ pc }) => pc.connectionState !== 'closed')
          .map(async ({ pc, madeAt, connectedAt }) => {
            const found = { sent: 0, received: 0, energy: 0 }
            const report = await pc.getStats()
            report.forEach((one: Record<string, unknown>) => {
              const number = (name: string) => (typeof one[name] === 'number' ? one[name] : 0)
              if (one['kind'] !== 'audio') return
              if (one['type'] === 'outbound-rtp') found.sent += number('packetsSent')
              if (one['type'] !== 'inbound-rtp') return
              found.received += number('packetsReceived')
              found.energy += number('totalAudioEnergy')
            })
            return { state: pc.connectionState, madeAt, connectedAt, ...found }
          }),
      ),
  }
  window.ear = ear
  document.addEventListener('click', () => (ear.clickedAt = Date.now()), { capture: true })
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      const own: Window['ear']['connections'][number] = { pc: this, madeAt: Date.now(), connectedAt: null, agreed: 0 }
      connections.push(own)
      this.addEventListener('signalingstatechange', () => {
        if (this.signalingState === 'stable') own.agreed += 1
      })
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') own.connectedAt ??= Date.now()
      })
    }
    override restartIce() {
      ear.restarts += 1
      super.restartIce()
    }
  }
}
