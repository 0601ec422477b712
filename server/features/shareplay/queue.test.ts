import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refusal } from '#protocol/errors.ts'
import { readAction } from './action.ts'
import { EMPTY_QUEUE, type Queue, type QueueItem, currentOf, endsAt, positionAt, wakeAt } from './position.ts'
import { type Doing, type Moment, type QueueChange, reduce } from './queue.ts'

const LEAD = 400
const at = (now: number): Moment => ({ now, leadMs: LEAD, random: () => 0.5 })
const item = (id: string, more: Partial<QueueItem> = {}): QueueItem => ({
  id,
  url: id,
  title: id,
  artist: null,
  duration: 60,
  status: 'ready',
  progress: null,
  error: null,
  hasCover: false,
  addedBy: 'anna',
  ...more,
})
const queueOf = (items: readonly QueueItem[], ...then: (Doing | QueueChange)[]): Queue =>
  [...items.map((one) => ({ type: 'append', item: one }) as const), ...then].reduce<Queue>(
    (queue, doing) => reduce(queue, doing, at(0)),
    EMPTY_QUEUE,
  )
const abc = [item('a'), item('b'), item('c')]
const ids = (queue: Queue) => queue.items.map((one) => one.id).join('')
const seekTo = (seconds: number, itemId?: string) => ({ type: 'seek', seconds, itemId }) as const
const NEXT = { type: 'next', rev: undefined } as const

test('an item in an empty queue plays, a little ahead, once it is ready', () => {
  const waiting = queueOf([item('a', { status: 'grabbing', duration: 0 })])
  expect(waiting).toMatchObject({ index: 0, isPlaying: true, startedAt: null, position: 0 })
  const ready = reduce(waiting, { type: 'tell', id: 'a', news: { status: 'ready', duration: 60 } }, at(1_000))
  expect(ready.startedAt).toBe(1_000 + LEAD)
  expect([positionAt(ready, 1_000), positionAt(ready, 3_400), positionAt(ready, 999_999)]).toEqual([0, 2, 60])
})

test('play and pause are idempotent, and a pause keeps the position', () => {
  const paused = reduce(queueOf(abc), { type: 'pause' }, at(10_400))
  expect(paused).toMatchObject({ isPlaying: false, startedAt: null, position: 10 })
  expect(reduce(paused, { type: 'pause' }, at(20_000))).toBe(paused)
  const playing = reduce(paused, { type: 'play' }, at(30_000))
  expect(reduce(playing, { type: 'play' }, at(31_000))).toBe(playing)
  expect(positionAt(playing, 31_400)).toBe(11)
})

test('next and prev as the repeat mode has it', () => {
  const last = queueOf(abc, { type: 'track', target: { index: 2 }, rev: undefined })
  expect(reduce(last, NEXT, at(0))).toMatchObject({ index: 0, isPlaying: false, position: 0, startedAt: null })
  const all = reduce(last, { type: 'toggle_repeat' }, at(0))
  expect(reduce(all, NEXT, at(0))).toMatchObject({ index: 0, isPlaying: true })
  const one = reduce(all, { type: 'toggle_repeat' }, at(0))
  expect(reduce(one, NEXT, at(5_000))).toMatchObject({ index: 2, isPlaying: true, startedAt: 5_400 })
  const prev = { type: 'prev', rev: undefined } as const
  expect(reduce(last, prev, at(3_000))).toMatchObject({ index: 1 })
  expect(reduce(last, prev, at(3_500))).toMatchObject({ index: 2, startedAt: 3_900 })
  expect(reduce(queueOf(abc), prev, at(0)).index).toBe(0)
  expect(reduce(queueOf(abc, { type: 'toggle_repeat' }), prev, at(0)).index).toBe(2)
})

test('two people who press next with the same rev skip one track', () => {
  const queue = queueOf(abc)
  const once = reduce(queue, { type: 'next', rev: queue.rev }, at(5_000))
  expect(once.index).toBe(1)
  expect(() => reduce(once, { type: 'next', rev: queue.rev }, at(5_001))).toThrow(
    expect.objectContaining({ code: 'stale' }),
  )
})

test('a next with rev near the end, and any next on a song of unknown length, makes those of older clients one with it', () => {
  const playing = queueOf(abc)
  const end = endsAt(playing) ?? 0
  const pressed = reduce(playing, { type: 'next', rev: playing.rev }, at(end - 500))
  expect(reduce(pressed, NEXT, at(end - 100)).index).toBe(1)
  const endless = queueOf([item('a', { duration: 0 }), item('b'), item('c')])
  const first = reduce(endless, NEXT, at(9_000))
  expect([first.index, reduce(first, NEXT, at(9_090)).index]).toEqual([1, 1])
  expect(reduce(first, NEXT, at(12_000)).index).toBe(2)
})

test('next without rev from 2 s before the end to 2 s after the advance makes one advance', () => {
  const queue = queueOf(abc)
  const end = 60_000 + LEAD
  const early = reduce(queue, NEXT, at(end - 1_900))
  expect(early.index).toBe(1)
  expect(reduce(early, NEXT, at(end + 1_900)).index).toBe(1)
  expect(reduce(early, NEXT, at(end + 2_100)).index).toBe(2)
  const due = wakeAt(queue, LEAD) ?? 0
  expect(reduce(queue, { type: 'tick' }, at(due - 1))).toBe(queue)
  const byClock = reduce(queue, { type: 'tick' }, at(due))
  expect(byClock.index).toBe(1)
  expect(reduce(byClock, NEXT, at(due + 100))).toBe(byClock)
  expect(reduce(byClock, NEXT, at(end + 1_900))).toBe(byClock)
  expect(reduce(byClock, NEXT, at(end + 2_100)).index).toBe(2)
  const mid = reduce(queue, NEXT, at(end - 2_100))
  expect(reduce(mid, NEXT, at(end - 2_000)).index).toBe(2)
})

test('one song follows the other without a gap, and all hear of it in time', () => {
  const tick = (queue: Queue, now: number) => reduce(queue, { type: 'tick' }, at(now))
  const queue = queueOf(abc)
  const end = 60_000 + LEAD
  const due = wakeAt(queue, LEAD) ?? 0
  expect(end - due).toBeGreaterThan(LEAD)
  expect(end - due).toBeLessThan(LEAD + 300)
  expect(tick(queue, due)).toMatchObject({ index: 1, position: 0, startedAt: end, isPlaying: true })
  expect(positionAt(tick(queue, due), end - 1)).toBe(0)
  // A clock that comes late makes a gap, not a song that some begin in its middle.
  expect(tick(queue, end - 10)).toMatchObject({ index: 1, startedAt: end - 10 + LEAD })
  // Shorter than the lead: each is the current one from when it begins.
  const short = queueOf([item('a', { duration: 0.1 }), item('b', { duration: 0.1 }), item('c')])
  const second = tick(short, LEAD)
  expect([wakeAt(short, LEAD), second.index, second.startedAt]).toEqual([LEAD, 1, 2 * LEAD])
  expect(wakeAt(second, LEAD)).toBe(2 * LEAD)
})

test('one slow connection neither shortens a song by seconds nor makes a gap', () => {
  const queue = queueOf(abc)
  const end = 60_000 + LEAD
  const slow = wakeAt(queue, 3_000) ?? 0
  expect(end - slow).toBeLessThan(1_000)
  // It may have become slow, or quick, since the alarm was set.
  for (const [set, due] of [
    [LEAD, wakeAt(queue, LEAD) ?? 0],
    [3_000, slow],
  ] as const)
    for (const leadMs of [LEAD, 3_000]) {
      const now = Math.max(due, wakeAt(queue, leadMs) ?? 0)
      const moved = reduce(queue, { type: 'tick' }, { ...at(now), leadMs })
      expect({ set, leadMs, startedAt: moved.startedAt }).toEqual({ set, leadMs, startedAt: end })
    }
})

test('next while the song before is still heard to its end means the advance that was made', () => {
  const queue = queueOf(abc)
  const due = wakeAt(queue, LEAD) ?? 0
  const byClock = reduce(queue, { type: 'tick' }, at(due))
  const pressed = { type: 'next', rev: byClock.rev } as const
  expect(reduce(byClock, pressed, at(due + 200))).toBe(byClock)
  expect(reduce(byClock, pressed, at(60_000 + LEAD + 1)).index).toBe(2)
  // By hand: somebody who presses twice wants two songs on.
  const once = reduce(queue, { type: 'next', rev: queue.rev }, at(due - 300))
  expect(reduce(once, { type: 'next', rev: once.rev }, at(due - 200)).index).toBe(2)
})

const REPEAT = { type: 'toggle_repeat' } as const
test.each<[string, readonly QueueItem[], Doing[], number]>([
  ['is the last one', abc, [{ type: 'track', target: { id: 'c' }, rev: undefined }], 0],
  ['is to be heard again', abc, [REPEAT, REPEAT], 0],
  ['is the only one', [item('a')], [REPEAT], 0],
  ['is followed by one that is not there yet', [item('a'), item('b', { status: 'downloading' })], [], 1],
])('a song that %s plays to its end', (_, items, steps, index) => {
  const queue = queueOf(items, ...steps)
  const end = 60_000 + LEAD
  expect(wakeAt(queue, LEAD)).toBe(end)
  expect(reduce(queue, { type: 'tick' }, at(end)).index).toBe(index)
})

test('seeking: within the song, anywhere while its length is unknown, else an error', () => {
  expect(reduce(queueOf(abc), seekTo(30), at(0))).toMatchObject({ position: 30, startedAt: LEAD })
  expect(() => reduce(queueOf(abc), seekTo(60.1), at(0))).toThrow(Refusal)
  const unknown = queueOf([item('a', { status: 'grabbing', duration: 0 })], seekTo(500))
  expect(unknown).toMatchObject({ position: 500, startedAt: null })
  const known = reduce(unknown, { type: 'tell', id: 'a', news: { status: 'ready', duration: 900 } }, at(0))
  expect(known).toMatchObject({ position: 500, startedAt: LEAD })
})

test('a seek that names its item moves no other', () => {
  const queue = queueOf(abc)
  expect(reduce(queue, seekTo(30, 'a'), at(0))).toMatchObject({ index: 0, position: 30 })
  const next = reduce(queue, NEXT, at(0))
  // Behind its end besides: that it is another song comes first.
  for (const late of [seekTo(30, 'a'), seekTo(99, 'a'), seekTo(0, 'nobody')])
    expect(() => reduce(next, late, at(0))).toThrow(expect.objectContaining({ code: 'stale' }))
  expect(() => reduce(EMPTY_QUEUE, seekTo(30, 'a'), at(0))).toThrow(expect.objectContaining({ code: 'stale' }))
  expect(readAction({ action_type: 'seek', data: 3, item_id: 'a' })).toEqual(seekTo(3, 'a'))
})

test.each([
  [90, 90],
  ['90.5', 90.5],
  ['1:30', 90],
  ['1:02:03', 3723],
  ['1e2', 100],
])('seek to %j', (data, seconds) =>
  expect(readAction({ action_type: 'seek', data })).toEqual({ type: 'seek', seconds }),
)
test.each(['', null, 'NaN', 'Infinity', '-1', -1, '1:75', '0x10', '1:2:3:4', '1,5', 'soon', 1e300, ' - '])(
  'no seek to %j',
  (data) => expect(() => readAction({ action_type: 'seek', data })).toThrow(Refusal),
)

test('removing the current item: the one after slides in', () => {
  const remove = (index: number) => ({ type: 'remove', target: { index }, rev: undefined }) as const
  const middle = queueOf(abc, { type: 'track', target: { index: 1 }, rev: undefined })
  expect(currentOf(reduce(middle, remove(1), at(9_000)))?.id).toBe('c')
  expect(reduce(queueOf([item('a')]), remove(0), at(0))).toMatchObject({ index: null, isPlaying: false, position: 0 })
  const last = queueOf(abc, { type: 'track', target: { id: 'c' }, rev: undefined })
  expect(reduce(last, remove(2), at(0))).toMatchObject({ index: 0, isPlaying: false })
})

test('a failed current item is skipped after 3 s once a ready one follows', () => {
  const failed = queueOf([item('a', { status: 'error' }), item('b', { status: 'error' })])
  expect(wakeAt(failed, LEAD)).toBeNull()
  const followed = reduce(failed, { type: 'append', item: item('c') }, at(1_000))
  expect(wakeAt(followed, LEAD)).toBe(3_000)
  expect(reduce(followed, { type: 'tick' }, at(2_999))).toBe(followed)
  expect(currentOf(reduce(followed, { type: 'tick' }, at(3_000)))?.id).toBe('c')
  expect(wakeAt(reduce(followed, { type: 'pause' }, at(1_000)), LEAD)).toBeNull()
})

test('a playlist takes the place of what was typed', () => {
  const queue = queueOf([item('a'), item('list', { status: 'grabbing' }), item('z')], {
    type: 'track',
    target: { id: 'z' },
    rev: undefined,
  })
  const grown = reduce(queue, { type: 'expand', id: 'list', items: [item('x'), item('y')] }, at(0))
  expect(grown.items.map((one) => one.id)).toEqual(['a', 'list', 'y', 'z'])
  expect(currentOf(grown)?.id).toBe('z')
})

const index = fc.nat(8)
const rev = fc.option(fc.nat(40), { nil: undefined })
const status = fc.constantFrom('pending', 'grabbing', 'downloading', 'ready', 'error')
const target = fc.oneof(
  index.map((one) => ({ index: one })),
  index.map((one) => ({ id: `i${one}` })),
)
const doing: fc.Arbitrary<Doing | QueueChange> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ status, duration: fc.constantFrom(0, 0.5, 3, 60) }).map((more) => ({
      type: 'append' as const,
      item: item('new', more),
    })),
  },
  fc.constantFrom('play', 'pause', 'toggle_repeat', 'shuffle', 'clear').map((type) => ({ type })),
  fc.record({ type: fc.constantFrom('next', 'prev'), rev }),
  fc.record({
    type: fc.constant('seek'),
    seconds: fc.double({ min: 0, max: 100, noNaN: true }),
    itemId: fc.option(
      index.map((one) => `i${one}`),
      { nil: undefined },
    ),
  }),
  fc.record({ type: fc.constantFrom('track', 'remove', 'retry'), target, rev }),
  fc.record({ type: fc.constant('move'), target, to: index, rev }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('tell'),
      id: index.map((one) => `i${one}`),
      news: fc.record({ status, duration: fc.constantFrom(0, 1, 30, 60) }, { requiredKeys: ['status'] }),
    }),
  },
  fc.record({
    type: fc.constant('expand'),
    id: index.map((one) => `i${one}`),
    items: fc.array(fc.constant(item('new', { status: 'pending', duration: 0 })), { maxLength: 3 }),
  }),
  { weight: 3, arbitrary: fc.constant({ type: 'tick' }) },
)

test('whatever happens in whatever order, the queue stays whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(doing, fc.nat(20_000)), { maxLength: 60 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (steps, random) => {
        let [queue, now, made] = [EMPTY_QUEUE, 0, 0]
        const fresh = (one: QueueItem) => ({ ...one, id: `i${made++}` })
        for (const [raw, passed] of steps) {
          now += passed
          const step =
            raw.type === 'append'
              ? { ...raw, item: fresh(raw.item) }
              : raw.type === 'expand'
                ? { ...raw, items: raw.items.map(fresh) }
                : raw
          const before = queue
          try {
            queue = reduce(before, step, { now, leadMs: LEAD, random: () => random.next().value ?? 0 })
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
          }
          check(before, queue, step, now)
        }
      },
    ),
    { numRuns: 3_000 },
  )
  // Thousands of sequences take longer than a usual test, the more on a busy machine.
}, 60_000)

function check(before: Queue, queue: Queue, step: Doing | QueueChange, now: number): void {
  const current = currentOf(queue)
  expect(queue.index === null).toBe(queue.items.length === 0)
  expect(current === null).toBe(queue.items.length === 0)
  if (current === null) expect(queue).toMatchObject({ isPlaying: false, position: 0, startedAt: null })
  expect(new Set(queue.items.map((one) => one.id)).size).toBe(queue.items.length)
  for (const time of [now, now + 1e9]) {
    const position = positionAt(queue, time)
    expect(Number.isFinite(position) && position >= 0).toBe(true)
    if (current !== null && current.duration > 0) expect(position).toBeLessThanOrEqual(current.duration)
  }
  expect(queue.startedAt !== null).toBe(queue.isPlaying && current?.status === 'ready')
  expect(queue.failedSince !== null).toBe(queue.isPlaying && current?.status === 'error')
  expect(queue.rev).toBeGreaterThanOrEqual(before.rev)
  expect(queue.rev - before.rev).toBeLessThanOrEqual(1)
  const isSameOrder = ids(before) === ids(queue)
  const moved =
    currentOf(before)?.id !== current?.id || (before.items.length > 0 && !isSameOrder && step.type !== 'append')
  if (moved || before.isPlaying !== queue.isPlaying) expect(queue.rev).toBe(before.rev + 1)
  if (step.type === 'tell' || step.type === 'toggle_repeat' || step.type === 'retry') expect(queue.rev).toBe(before.rev)
  if (step.type === 'move' || step.type === 'shuffle' || step.type === 'expand') {
    expect(current?.id).toBe(currentOf(before)?.id)
    if (step.type !== 'expand') expect(positionAt(queue, now)).toBe(positionAt(before, now))
  }
  if (step.type === 'remove' && current?.id === currentOf(before)?.id) {
    expect(positionAt(queue, now)).toBe(positionAt(before, now))
  }
  // A step of the clock is never due again at once, so no timer runs in circles.
  const due = wakeAt(queue, LEAD)
  if (step.type === 'tick' && due !== null) expect(due).toBeGreaterThan(now)
}
