import { expect, test } from 'vitest'
import { Observable } from '../api/observable.ts'
import { fakeClock } from '../test/fakes.ts'
import type { CallView } from '../voice/state.ts'
import { SharedPlayer } from './shared-player.ts'

const CALL: CallView = {
  roomKey: 'room',
  channelId: 'channel',
  state: 'joining',
  startedAt: 0,
  sessionId: null,
  isMuted: false,
  isDeafened: false,
  isSpeaking: false,
  silence: null,
  peers: [],
  screens: [],
}
const unused = (): never => expect.unreachable()

/** As much of an AudioContext as a device that nothing is played by. */
class FakeContext extends EventTarget {
  readonly sampleRate = 48_000
  readonly currentTime = 0
  readonly baseLatency = 0
  state = 'running'
  async resume() {}
  async close() {
    this.state = 'closed'
  }
}

/** A call in a room that can be reached or not, and no music. */
function setUp() {
  const clock = fakeClock()
  const voice = new Observable<CallView | null>(null)
  const socket = {
    send: () => true,
    onEvent: () => () => {},
    subscribe: () => () => {},
    getSnapshot: () => ({ state: 'idle' }) as const,
  }
  const newLive = () => ({ cache: { getQueryData: () => undefined }, socket })
  const live = new Observable<ReturnType<typeof newLive> | null>(newLive())
  const contexts: FakeContext[] = []
  let subscribed = 0
  let times = 0
  const room = {
    baseUrl: '',
    live: {
      getSnapshot: live.getSnapshot,
      subscribe(listener: () => void) {
        // More than a few are endless, and would never end the test.
        if (++times > 20) throw new Error('It subscribes again and again.')
        subscribed++
        const stop = live.subscribe(listener)
        return () => {
          subscribed--
          stop()
        }
      },
    },
  }
  const wishes = { player_volume: 1, player_duck: false, player_nudge_ms: 0, voice_output: null }
  const player = new SharedPlayer({
    voice,
    rooms: { subscribe: () => () => {}, getSnapshot: () => null, get: () => room },
    preferences: { subscribe: () => () => {}, getSnapshot: () => wishes, set: unused },
    fetch: unused,
    newElement: unused,
    newContext() {
      const context = new FakeContext()
      contexts.push(context)
      return context as never
    },
    newOffline: unused,
    session: null,
    newMetadata: unused,
    newAnchor: unused,
    onOther: () => () => {},
    wake: () => () => {},
    onDevices: () => () => {},
    onTouch: () => () => {},
    now: () => clock.now(),
    after: clock.after,
    onTrouble: unused,
  })
  return { clock, contexts, player, voice, live, newLive, subscribed: () => subscribed }
}

test('a room that goes and comes while the call is being joined is followed, with one listener', () => {
  const { player, voice, live, newLive, subscribed } = setUp()
  voice.set(CALL)
  expect(player.getSnapshot().channelId).toBe('channel')
  live.set(null)
  expect(player.getSnapshot().channelId).toBeNull()
  live.set(newLive())
  expect(player.getSnapshot().channelId).toBe('channel')
  expect(subscribed()).toBe(1)
  voice.set(null)
  expect(subscribed()).toBe(0)
  player.close()
})
test('clicks for a comparison open the device, and let go of it a while after, also without any music', async () => {
  const { clock, contexts, player, voice } = setUp()
  voice.set(CALL)
  expect(contexts.length).toBe(0)
  player.startClickTest()
  await clock.pass(60_000)
  expect(contexts.map(({ state }) => state)).toEqual(['running'])
  player.stopClickTest()
  await clock.pass(60_000)
  expect(contexts.map(({ state }) => state)).toEqual(['closed'])
  player.close()
})
