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

/** A call in a room that can be reached or not, and no sound. */
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
    newContext: () => null,
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
  return { player, voice, live, newLive, subscribed: () => subscribed }
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
