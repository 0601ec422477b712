import { expect, test, vi } from 'vitest'
import { Observable } from '../../api/observable.ts'
import { fakeClock } from '../../test/fakes.ts'
import { playVoices } from './playback.ts'

vi.mock('./amplifier.ts', () => ({
  Amplifier: class {
    play = () => false
    remove() {}
    route() {}
    close() {}
  },
}))

/** A context that the system can stop, and that goes on when it is asked to. */
class FakeContext extends EventTarget {
  static last: FakeContext | null = null
  state = 'suspended'
  resumes = 0
  constructor() {
    super()
    FakeContext.last = this
  }
  async resume() {
    this.resumes++
  }
  become(state: string) {
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }
  async close() {
    this.become('closed')
  }
}

function setUp() {
  const clock = fakeClock()
  const element = () => ({ dataset: {}, play: async () => {}, remove: () => {} })
  const playback = playVoices({
    window: {
      navigator: {},
      document: { createElement: element, body: { append: () => {} } },
      AudioContext: FakeContext,
      MediaStreamAudioSourceNode: class {
        connect() {}
        disconnect() {}
      },
      // As a real one does when its context stands still: the last samples again and again.
      AnalyserNode: class {
        getFloatTimeDomainData(samples: Float32Array) {
          samples.fill(0.5)
        }
      },
    } as never,
    preferences: new Observable({ voice_output: null }) as never,
    clock,
    onTrouble: (error) => {
      throw error
    },
  })
  const stream = { getAudioTracks: () => [{}] } as unknown as MediaStream
  playback.play({ userId: 'ann', sessionId: 'hers', volume: 1 }, stream)
  return { playback, clock }
}

test('meters that the system has stopped show nobody as speaking, and are woken', async () => {
  const { playback, clock } = setUp()
  await clock.pass(100)
  const context = FakeContext.last
  if (!context) throw new Error('nothing was measured')
  expect([playback.level('hers').getSnapshot(), context.resumes]).toEqual([-Infinity, 1])
  context.become('running')
  await clock.pass(100)
  expect(playback.level('hers').getSnapshot()).toBeGreaterThan(-10)
  expect([...playback.getSnapshot()]).toEqual(['hers'])
  context.become('interrupted')
  await clock.pass(1_000)
  expect([playback.level('hers').getSnapshot(), playback.getSnapshot().size]).toEqual([-Infinity, 0])
  expect(context.resumes).toBe(2)
  playback.close()
  expect([context.state, context.resumes]).toEqual(['closed', 2])
})
