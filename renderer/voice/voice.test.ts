import { beforeEach, expect, test, vi } from 'vitest'
import type { CallOptions, RunningCall } from './ports.ts'
import { Observable } from '../api/observable.ts'
import { ApiError } from '../api/errors.ts'
import { fakeClock } from '../test/fakes.ts'
import type { CallView } from './state.ts'
import { type CallLive, Voice } from './voice.ts'

const started: { options: CallOptions; log: string[]; end: CallOptions['onEnded'] }[] = []
const state = { join: (): Promise<void> => Promise.resolve() }
vi.mock('./call.ts', () => ({
  startCall(options: CallOptions): RunningCall {
    const log: string[] = []
    started.push({ options, log, end: options.onEnded })
    const view = new Observable({
      roomKey: options.roomKey,
      channelId: options.channelId,
      state: 'on',
      isMuted: options.isMuted,
    } as CallView)
    const level = new Observable(-20)
    return {
      joined: state.join(),
      microphone: { setTalkKey: (isDown: boolean) => log.push(`key ${isDown}`) } as never,
      subscribe: view.subscribe,
      getSnapshot: view.getSnapshot,
      setSwitches: ({ isMuted, isDeafened }) =>
        void log.push([isMuted ? 'muted' : 'open', isDeafened ? 'deaf' : 'hears'].join(' ')),
      volumeChanged: (userId) => void log.push(`volume ${userId}`),
      shareScreen: () => Promise.resolve(),
      stopScreen: () => {},
      level: () => level,
      leave: () => void log.push('left'),
    }
  },
}))
beforeEach(() => {
  started.length = 0
  state.join = () => Promise.resolve()
})

function setUp(config: () => Promise<unknown> = async () => ({ ice_servers: [] })) {
  const volumes = { voice_volumes: {} as Record<string, number> }
  const page = new EventTarget()
  const voice = new Voice({
    clock: fakeClock(),
    random: () => 0,
    window: page as never,
    preferences: {
      getSnapshot: () => volumes,
      set: (patch: Partial<typeof volumes>) => void Object.assign(volumes, patch),
    } as never,
    onWithoutSound: () => {},
    cue: () => {},
    onTrouble: () => {},
  })
  const live = { userId: 'me', socket: {}, call: config } as unknown as CallLive
  const join = (channelId: string, key = 'room') => voice.join({ key }, live, channelId)
  return { voice, join, volumes, page }
}

test('one call at a time: joining another leaves the one before', async () => {
  const { voice, join } = setUp()
  await join('one')
  await join('one')
  expect(started).toHaveLength(1)
  await join('one', 'other room')
  expect(started.map(({ log }) => log)).toEqual([['left'], []])
  expect(voice.getSnapshot()?.roomKey).toBe('other room')
})
test('while it is joined there is something to see; a no leaves nothing behind', async () => {
  const { voice, join } = setUp()
  state.join = () => Promise.reject(new Error('You may not.'))
  const joining = join('one')
  expect(voice.getSnapshot()).toMatchObject({ channelId: 'one', state: 'joining' })
  await expect(joining).rejects.toThrow('You may not.')
  expect([voice.getSnapshot(), voice.microphone.getSnapshot()]).toEqual([null, null])
})
test('a join that was taken back begins no call', async () => {
  const { voice, join } = setUp()
  const joining = join('one')
  voice.leave()
  await joining
  expect([started.length, voice.getSnapshot()]).toEqual([0, null])
})
test('a join that fails after it was overtaken is nobody’s trouble any more', async () => {
  let refuse = (_error: Error) => {}
  const { voice, join } = setUp(() => new Promise((_resolve, reject) => (refuse = reject)))
  const joining = join('one')
  const again = join('one')
  voice.leave()
  refuse(new Error('Too late.'))
  await Promise.all([joining, again])
  expect([started.length, voice.getSnapshot()]).toEqual([0, null])
})
test('one talks while the talk key is held anywhere; each place lets go only of its own', async () => {
  const { voice, join } = setUp()
  await join('one')
  voice.talkKey('key', true)
  voice.talkKey('global', true)
  // The button was taken away, and the window is no longer in front.
  voice.talkKey('button', false)
  voice.talkKey('key', false)
  voice.talkKey('global', false)
  expect(started[0]?.log).toEqual(['key true', 'key true', 'key true', 'key true', 'key false'])
})
test('who moves to another call with the key held talks there', async () => {
  const { voice, join } = setUp()
  await join('one')
  voice.talkKey('key', true)
  await join('two')
  expect(started[1]?.log).toEqual(['key true'])
})
test('a room that names no servers for calls is one without any; other failures are told', async () => {
  const old = setUp(() => Promise.reject(new ApiError(404, 'not_found', 'No.')))
  await old.join('one')
  expect(started[0]?.options.iceServers).toEqual([])
  const broken = setUp(() => Promise.reject(new ApiError(500, 'internal', 'Broken.')))
  await expect(broken.join('one')).rejects.toThrow('Broken.')
})
test('deafened is muted, too, and afterwards it is as before; who speaks again hears again', async () => {
  const { voice, join } = setUp()
  await join('one')
  voice.setMuted(true)
  voice.setDeafened(true)
  voice.setDeafened(false)
  voice.setMuted(false)
  voice.setDeafened(true)
  voice.setDeafened(false)
  voice.setDeafened(true)
  voice.setMuted(false)
  expect(started[0]?.log).toEqual([
    'muted hears',
    'muted deaf',
    'muted hears',
    'open hears',
    'muted deaf',
    'open hears',
    'muted deaf',
    'open hears',
  ])
})
test('who is muted and moves is muted there', async () => {
  const { voice, join } = setUp()
  await join('one')
  voice.setMuted(true)
  await join('two')
  expect(started[1]?.options.isMuted).toBe(true)
})
test('why it ended is told once it did, and forgotten with the next', async () => {
  const { voice, join } = setUp()
  await join('one')
  started[0]?.end('removed')
  expect([voice.ended.getSnapshot(), voice.getSnapshot()]).toEqual(['removed', null])
  await join('two')
  started[0]?.end('removed')
  expect([voice.ended.getSnapshot(), voice.getSnapshot()?.channelId]).toEqual([null, 'two'])
})
test('volumes are kept by room and person, within bounds', async () => {
  const { voice, join, volumes } = setUp()
  voice.setVolume('anna', 2)
  await join('one')
  voice.setVolume('anna', 7)
  expect([volumes.voice_volumes, started[0]?.log]).toEqual([{ 'room:anna': 2 }, ['volume anna']])
})
test('a level is the same value for all who look, and silence without a call', async () => {
  const { voice, join } = setUp()
  const level = voice.level('self')
  let told = 0
  level.subscribe(() => told++)
  expect(level.getSnapshot()).toBe(-Infinity)
  await join('one')
  expect([level.getSnapshot(), told]).toEqual([-20, 1])
  voice.leave()
  expect(level.getSnapshot()).toBe(-Infinity)
})
test('the page goes, and with it the call', async () => {
  const { join, page } = setUp()
  await join('one')
  page.dispatchEvent(new Event('pagehide'))
  expect(started[0]?.log).toEqual(['left'])
})
