import { expect, test } from 'vitest'
import type { ShareplayState } from '#protocol/shareplay.ts'
import { fakeClock } from '../test/fakes.ts'
import { MediaKeys } from './media-keys.ts'

function setUp() {
  const clock = fakeClock()
  const others = new Set<() => void>()
  const handlers = new Map<string, unknown>()
  const session = {
    metadata: null,
    playbackState: 'none',
    setActionHandler: (name: string, handler: unknown) =>
      handler === null ? handlers.delete(name) : handlers.set(name, handler),
    setPositionState: () => {},
  }
  const anchor = {
    paused: true,
    async play() {
      this.paused = false
    },
    pause() {
      this.paused = true
    },
    removeAttribute: () => {},
  }
  const keys = new MediaKeys({
    session: session as never,
    newMetadata: (about) => about as never,
    newAnchor: () => anchor as never,
    act: () => {},
    urlOf: (path) => path,
    onOther(listener) {
      others.add(listener)
      return () => others.delete(listener)
    },
    after: clock.after,
    onTrouble: () => expect.unreachable(),
  })
  const show = (status: ShareplayState['status'], start: string | null) => {
    const item = { id: 'a', title: 'A', artist: null, thumbnail_path: null, duration_seconds: 100 }
    const state = { queue: [item], current_index: 0, status, start_time: start, current_position_secs: 0 }
    keys.show({ state: state as never, sound: status === 'playing' ? 'playing' : 'idle', position: 0 })
  }
  const has = () => ({ keys: handlers.size > 0, anchor: !anchor.paused, shown: session.playbackState })
  return { clock, keys, show, has, others }
}
const [MINE, NONE] = [
  { keys: true, anchor: true, shown: 'playing' },
  { keys: false, anchor: false, shown: 'none' },
]

test('keys stay with music that is paused for a moment, and are let go of after half a minute', async () => {
  const { clock, show, has } = setUp()
  show('playing', 'one')
  expect(has()).toEqual(MINE)
  for (let seconds = 0; seconds < 29; seconds++) {
    show('paused', null)
    await clock.pass(1_000)
  }
  expect(has()).toEqual({ keys: true, anchor: false, shown: 'paused' })
  await clock.pass(2_000)
  show('paused', null)
  expect(has()).toEqual(NONE)
  show('playing', 'two')
  expect(has()).toEqual(MINE)
  await clock.pass(60_000)
  expect(has()).toEqual(MINE)
})
test('something else that is played takes the keys until the music begins anew', () => {
  const { keys, show, has, others } = setUp()
  show('playing', 'one')
  for (const other of others) other()
  show('playing', 'one')
  expect(has()).toEqual(NONE)
  show('paused', null)
  expect(has()).toEqual(NONE)
  show('playing', 'two')
  expect(has()).toEqual(MINE)
  keys.close()
  expect(has()).toEqual(NONE)
  expect(others.size).toBe(0)
})
