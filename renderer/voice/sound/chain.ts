import { RnnoiseWorkletNode, loadRnnoise } from '@sapphi-red/web-noise-suppressor'
import { keepAwake } from './awake.ts'
import type { GateRule, GateView } from './gate-core.ts'
import { FILES } from './files.ts'

/** RNNoise knows this rate only. Chromium converts devices of other rates; where a browser does not, `feed` rejects. */
const RATE = 48_000

/** What a microphone goes through: the learned noise suppression, if it is wanted, then the gate. */
export type Chain = {
  /** Stays the same whatever device feeds it. */
  readonly track: MediaStreamTrack
  /** Takes the place of the device before. Without the learned suppression where that cannot be loaded. */
  feed(stream: MediaStream, withLearned: boolean): Promise<{ isLearned: boolean }>
  setRule(rule: GateRule): void
  /** About twenty times a second. */
  onView(listener: (view: GateView) => void): void
  close(): void
}

/** Rejects where there are no worklets. */
export async function createChain(deps: {
  window: Window & typeof globalThis
  onTrouble(error: unknown): void
}): Promise<Chain> {
  const { window, onTrouble } = deps
  const context = new window.AudioContext({ sampleRate: RATE, latencyHint: 'interactive' })
  try {
    await context.audioWorklet.addModule(FILES.voiceWorklet)
  } catch (error) {
    await context.close()
    throw error
  }
  const gate = new window.AudioWorkletNode(context, 'stuffchat-gate', {
    channelCount: 1,
    channelCountMode: 'explicit',
    outputChannelCount: [1],
  })
  const out = new window.MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' })
  gate.connect(out)
  const track = out.stream.getAudioTracks()[0]
  if (!track) throw new Error('This browser makes no sound tracks.')
  const sleep = keepAwake(context, onTrouble)

  let isClosed = false
  let turn = 0
  let source: MediaStreamAudioSourceNode | null = null
  // A microphone is mono to us; a stereo one is mixed down before anything looks at it.
  const mono = new window.GainNode(context, { channelCount: 1, channelCountMode: 'explicit' })
  /** Made once: its processor lives as long as the context. */
  let learned: Promise<RnnoiseWorkletNode> | null = null
  const loadLearned = async (): Promise<RnnoiseWorkletNode> => {
    const [wasmBinary] = await Promise.all([
      loadRnnoise(FILES.rnnoise),
      context.audioWorklet.addModule(FILES.rnnoiseWorklet),
    ])
    // The worklet keeps its failures to itself, and would be silent for ever.
    await WebAssembly.compile(wasmBinary)
    return new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary })
  }
  const suppressor = async (): Promise<RnnoiseWorkletNode | null> => {
    try {
      return await (learned ??= loadLearned())
    } catch (error) {
      learned = null
      // A chain that is closed loads nothing any more.
      if (!isClosed) onTrouble(error)
      return null
    }
  }
  return {
    track,
    async feed(stream, withLearned) {
      const mine = ++turn
      const node = withLearned ? await suppressor() : null
      // Overtaken: another microphone is in its place.
      if (isClosed || mine !== turn) return { isLearned: node !== null }
      // Before the one before is let go: where this one cannot be taken, nothing has changed.
      const next = new window.MediaStreamAudioSourceNode(context, { mediaStream: stream })
      source?.disconnect()
      mono.disconnect()
      source = next
      source.connect(mono)
      if (node) mono.connect(node).connect(gate)
      else mono.connect(gate)
      return { isLearned: node !== null }
    },
    setRule: (rule) => gate.port.postMessage(rule),
    onView(listener) {
      gate.port.addEventListener('message', (event: MessageEvent<GateView>) => listener(event.data))
      gate.port.start()
    },
    close() {
      if (isClosed) return
      isClosed = true
      sleep()
      source?.disconnect()
      track.stop()
      context.close().catch(onTrouble)
    },
  }
}
