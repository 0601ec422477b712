import { RnnoiseWorkletNode, loadRnnoise } from '@sapphi-red/web-noise-suppressor'
import type { GateRule, GateView } from './gate-core.ts'
import { FILES } from './files.ts'

/** RNNoise knows this rate only; devices of other rates are converted by the browser. */
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
  // The system stops contexts (a call on a phone, a device that went); they do not always go on by themselves.
  const wake = () => {
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(onTrouble)
  }
  context.addEventListener('statechange', wake)
  wake()

  let isClosed = false
  let source: MediaStreamAudioSourceNode | null = null
  let mono: GainNode | null = null
  let learned: RnnoiseWorkletNode | null = null
  /** Null: the chain was closed meanwhile. */
  const loadLearned = async (): Promise<RnnoiseWorkletNode | null> => {
    const [wasmBinary] = await Promise.all([
      loadRnnoise(FILES.rnnoise),
      context.audioWorklet.addModule(FILES.rnnoiseWorklet),
    ])
    return isClosed ? null : new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary })
  }
  const unplug = () => {
    source?.disconnect()
    mono?.disconnect()
    learned?.disconnect()
    learned?.destroy()
    source = null
    mono = null
    learned = null
  }
  return {
    track,
    async feed(stream, withLearned) {
      let next: RnnoiseWorkletNode | null = null
      let isLearned = withLearned
      if (withLearned) {
        try {
          next = await loadLearned()
        } catch (error) {
          // A chain that is closed loads nothing any more.
          if (!isClosed) onTrouble(error)
          isLearned = false
        }
      }
      if (isClosed) return { isLearned: false }
      unplug()
      // A microphone is mono to us; a stereo one is mixed down before anything looks at it.
      source = new window.MediaStreamAudioSourceNode(context, { mediaStream: stream })
      mono = new window.GainNode(context, { channelCount: 1, channelCountMode: 'explicit' })
      source.connect(mono)
      learned = next
      if (next) mono.connect(next).connect(gate)
      else mono.connect(gate)
      return { isLearned }
    },
    setRule: (rule) => gate.port.postMessage(rule),
    onView(listener) {
      gate.port.addEventListener('message', (event: MessageEvent<GateView>) => listener(event.data))
      gate.port.start()
    },
    close() {
      if (isClosed) return
      isClosed = true
      context.removeEventListener('statechange', wake)
      unplug()
      track.stop()
      context.close().catch(onTrouble)
    },
  }
}
