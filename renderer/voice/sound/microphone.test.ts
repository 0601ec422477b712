import { beforeEach, expect, test, vi } from 'vitest'
import { Observable } from '../../api/observable.ts'
import { fakeClock, settle } from '../../test/fakes.ts'
import type { Chain } from './chain.ts'
import type { GateView } from './gate-core.ts'
import { openMicrophone } from './microphone.ts'

/** What the audio thread does next, and the chains that were made. */
const audio = {
  make: (): Promise<void> => Promise.resolve(),
  feed: (): Promise<void> => Promise.resolve(),
  chains: [] as { track: object; view(view: GateView): void; isClosed: boolean }[],
}
vi.mock('./chain.ts', () => ({
  async createChain(): Promise<Chain> {
    await audio.make()
    const listeners: ((view: GateView) => void)[] = []
    const made = {
      track: { enabled: true },
      view: (view: GateView) => listeners.forEach((listener) => listener(view)),
      isClosed: false,
    }
    audio.chains.push(made)
    return {
      track: made.track as MediaStreamTrack,
      async feed(_stream, isLearned) {
        await audio.feed()
        return { isLearned }
      },
      setRule: () => {},
      onView: (listener) => void listeners.push(listener),
      close: () => void (made.isClosed = true),
    }
  },
}))
beforeEach(() => {
  audio.make = () => Promise.resolve()
  audio.feed = () => Promise.resolve()
  audio.chains.length = 0
})

class FakeTrack extends EventTarget {
  readyState = 'live'
  enabled = true
  muted = false
  label = 'A microphone'
  stop() {
    this.readyState = 'ended'
  }
}

async function setUp() {
  const tracks: FakeTrack[] = []
  const troubles: unknown[] = []
  const clock = fakeClock()
  const preferences = new Observable({
    voice_input: null,
    voice_echo: true,
    voice_gain: true,
    voice_noise: 'learned',
    voice_mode: 'gate',
    voice_gate_db: null,
  })
  const mediaDevices = Object.assign(new EventTarget(), {
    async getUserMedia() {
      const track = new FakeTrack()
      tracks.push(track)
      return { getAudioTracks: () => [track] }
    },
    enumerateDevices: async () => [{ kind: 'audioinput', deviceId: 'default', label: 'A microphone' }],
  })
  const microphone = openMicrophone({
    window: { isSecureContext: true, navigator: { mediaDevices } } as never,
    preferences: preferences as never,
    clock,
    onTrouble: (error) => troubles.push(error),
  })
  return { microphone, tracks, troubles, clock }
}
const speaks = (isOpen = true): GateView => ({ levelDb: -20, thresholdDb: -50, isOpen })
const refuse = () => Promise.reject(new Error('Not here.'))

test('where nothing goes through the chain, neither suppression nor gate is claimed', async () => {
  audio.feed = refuse
  const { microphone, tracks } = await setUp()
  await settle()
  expect(microphone.track).toBe(tracks.at(-1))
  expect(microphone.getSnapshot()).toMatchObject({
    isSending: true,
    isLearnedMissing: true,
    isUngated: true,
    thresholdDb: null,
  })
  expect(audio.chains.map(({ isClosed }) => isClosed)).toEqual([true])
})

test('what could not be loaded once is tried again with the microphone', async () => {
  audio.make = refuse
  const { microphone, tracks } = await setUp()
  await settle()
  expect(microphone.getSnapshot()).toMatchObject({ isLearnedMissing: true, isUngated: true })
  audio.make = () => Promise.resolve()
  await microphone.retry()
  expect(microphone.track).toBe(audio.chains[0]?.track)
  expect(microphone.getSnapshot()).toMatchObject({ isLearnedMissing: false, isUngated: false })
  audio.chains[0]?.view(speaks())
  expect(microphone.getSnapshot().isSending).toBe(true)
  // One that works is kept.
  await microphone.retry()
  expect([audio.chains.length, tracks.map(({ readyState }) => readyState)]).toEqual([1, ['ended', 'ended', 'live']])
})

test('audio that stands still sends nothing, and is told of after four seconds', async () => {
  const { microphone, clock } = await setUp()
  await settle()
  audio.chains[0]?.view(speaks())
  expect(microphone.getSnapshot()).toMatchObject({ isSending: true, silence: null })
  expect(microphone.level.getSnapshot()).toBe(-20)
  await clock.pass(1_000)
  expect(microphone.getSnapshot()).toMatchObject({ isSending: false, silence: null })
  expect(microphone.level.getSnapshot()).toBe(-Infinity)
  await clock.pass(4_000)
  expect(microphone.getSnapshot().silence).toBe('silent_track')
  audio.chains[0]?.view(speaks())
  expect(microphone.getSnapshot()).toMatchObject({ isSending: true, silence: null })
  microphone.close()
  await clock.pass(60_000)
  expect(microphone.getSnapshot().silence).toBeNull()
})

test('views that keep coming are believed', async () => {
  const { microphone, clock } = await setUp()
  await settle()
  for (let n = 0; n < 200; n++) {
    audio.chains[0]?.view(speaks())
    await clock.pass(50)
    expect(microphone.getSnapshot().isSending).toBe(true)
  }
})

test('who leaves while the chain is made is not asked for a microphone', async () => {
  let done = () => {}
  audio.make = () => new Promise((resolve) => (done = resolve))
  const { microphone, tracks } = await setUp()
  await settle()
  microphone.close()
  done()
  await settle()
  expect([tracks.length, audio.chains.map(({ isClosed }) => isClosed)]).toEqual([0, [true]])
})

test('a microphone that is unplugged while it is opened is opened once more, and then said not to work', async () => {
  let ends = 1
  const feeds: FakeTrack[] = []
  audio.feed = async () => {
    const track = scene?.tracks.at(-1)
    if (track && ends-- > 0) track.stop()
    if (track) feeds.push(track)
  }
  let scene: Awaited<ReturnType<typeof setUp>> | undefined
  scene = await setUp()
  await settle()
  expect(scene.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live'])
  expect(scene.microphone.getSnapshot().silence).toBeNull()
  ends = 2
  await scene.microphone.retry()
  expect(scene.microphone.getSnapshot().silence).toBe('device_failed')
  expect(scene.tracks).toHaveLength(4)
})
