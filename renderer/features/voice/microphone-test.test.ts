import { expect, it } from 'vitest'
import { fakeClock, settle } from '../../test/fakes.ts'
import type { VoiceSource } from '../../voice/ports.ts'
import { MicrophoneTest, type MicrophoneTestDeps, RECORD_MS } from './microphone-test.ts'

const track = new EventTarget() as MediaStreamTrack

function create(more: Partial<MicrophoneTestDeps> = {}) {
  const done: string[] = []
  const clock = fakeClock()
  const source: VoiceSource = {
    track,
    subscribe: () => () => {},
    getSnapshot: () => ({
      isSending: true,
      silence: null,
      thresholdDb: null,
      isFallback: false,
      isLearnedMissing: false,
      isUngated: false,
    }),
    level: { subscribe: () => () => {}, getSnapshot: () => -30 },
    setMuted: () => {},
    setTalkKey: (isDown) => void done.push(`key ${isDown}`),
    retry: async () => {},
    close: () => void done.push('closed'),
  }
  const ends: (() => void)[] = []
  const test = new MicrophoneTest({
    open: async () => source,
    record: () => ({
      stop: async () => (done.push('recorded'), new Blob(['voice'])),
      cancel: () => void done.push('cancelled'),
    }),
    play: () => {
      done.push('plays')
      return { ended: new Promise<void>((resolve) => ends.push(resolve)), stop: () => void done.push('stopped') }
    },
    clock,
    onTrouble: (error) => void done.push(String(error)),
    ...more,
  })
  return { test, done, clock, ends }
}

it('is open from start to stop', async () => {
  const { test, done } = create()
  test.start()
  test.start()
  expect(test.getSnapshot().isOpening).toBe(true)
  await settle()
  expect(test.getSnapshot()).toMatchObject({ isOpening: false, source: { track } })
  test.stop()
  test.stop()
  expect(test.getSnapshot().source).toBeNull()
  expect(done).toEqual(['key true', 'closed'])
})

it('a microphone that opens after one has given up is closed at once', async () => {
  const { test, done } = create()
  test.start()
  test.stop()
  await settle()
  expect(done).toEqual(['closed'])
  expect(test.getSnapshot().source).toBeNull()
})

it('records five seconds, plays them, and rests', async () => {
  const { test, done, clock, ends } = create()
  test.start()
  await settle()
  test.hear()
  expect(test.getSnapshot().step).toBe('recording')
  await clock.pass(RECORD_MS)
  expect(test.getSnapshot().step).toBe('playing')
  ends[0]?.()
  await settle()
  expect(test.getSnapshot().step).toBe('none')
  expect(done.slice(1, 3)).toEqual(['recorded', 'plays'])
})

it('pressed again it ends, whichever of the two it is at', async () => {
  const { test, done, clock } = create()
  test.start()
  await settle()
  test.hear()
  test.hear()
  expect(test.getSnapshot().step).toBe('none')
  await clock.pass(RECORD_MS)
  expect(done).toEqual(['key true', 'cancelled'])
  test.hear()
  await clock.pass(RECORD_MS)
  test.hear()
  expect(test.getSnapshot().step).toBe('none')
  expect(done.slice(2)).toEqual(['recorded', 'plays', 'stopped'])
})

it('what cannot be opened or played is told, and may be tried again', async () => {
  const { test, done } = create({ open: () => Promise.reject(new Error('No.')) })
  test.start()
  await settle()
  expect(done).toEqual(['Error: No.'])
  expect(test.getSnapshot().isOpening).toBe(false)
})
