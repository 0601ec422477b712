import { describe, expect, it } from 'vitest'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import { currentOf, followsByItself, inOrder, isSounding, nextPlace, percentOf, rowStateOf, sumsOf } from './rows.ts'

const song = (id: string, more: Partial<ShareplayItem> = {}): ShareplayItem => ({
  id,
  url: `file:${id}`,
  title: id,
  duration_seconds: 100,
  download_status: 'ready',
  file_path: null,
  thumbnail_path: null,
  download_error: null,
  added_by: 'ann',
  artist: null,
  progress: null,
  ...more,
})
const playing = (queue: ShareplayItem[], more: Partial<ShareplayState> = {}): ShareplayState => ({
  queue,
  current_index: queue.length === 0 ? null : 0,
  status: 'playing',
  start_time: null,
  current_position_secs: 0,
  repeat_mode: 'Off',
  rev: 1,
  server_epoch_ms: 0,
  ...more,
})

it('a song that failed is followed only by what the room would go on to', () => {
  const failed = song('x', { download_status: 'error' })
  const coming = song('y', { download_status: 'grabbing' })
  expect(followsByItself(playing([failed, song('b')]))).toBe(true)
  expect(followsByItself(playing([failed, coming]))).toBe(false)
  expect(followsByItself(playing([failed, song('b')], { status: 'paused' }))).toBe(false)
  expect(followsByItself(playing([]))).toBe(false)
  const last = playing([song('a'), failed], { current_index: 1 })
  expect(followsByItself(last)).toBe(false)
  expect(followsByItself({ ...last, repeat_mode: 'One' })).toBe(false)
  expect(followsByItself({ ...last, repeat_mode: 'All' })).toBe(true)
})

describe('what a row says', () => {
  it.each([
    [song('a'), true, 'playing', { kind: 'playing' }],
    [song('a'), true, 'paused', { kind: 'paused' }],
    [song('a'), false, 'playing', { kind: 'ready' }],
    [song('a', { download_status: 'pending' }), true, 'playing', { kind: 'waiting' }],
    [song('a', { download_status: 'grabbing' }), true, 'playing', { kind: 'fetching', progress: null }],
    [
      song('a', { download_status: 'downloading', progress: 0.46 }),
      false,
      'playing',
      { kind: 'fetching', progress: 0.46 },
    ],
    [
      song('a', { download_status: 'error', download_error: 'The video is private.' }),
      true,
      'playing',
      { kind: 'failed', sentence: 'The video is private.' },
    ],
  ] as const)('%#', (item, isCurrent, status, state) => expect(rowStateOf(item, isCurrent, status)).toEqual(state))
})

it('only a ready song that plays can be heard', () => {
  expect(isSounding(playing([song('a')]))).toBe(true)
  expect(isSounding(playing([song('a')], { status: 'paused' }))).toBe(false)
  expect(isSounding(playing([song('a', { download_status: 'downloading' })]))).toBe(false)
  expect([null, undefined, playing([])].map(isSounding)).toEqual([false, false, false])
  expect(currentOf(playing([song('a'), song('b')], { current_index: 1 }))?.id).toBe('b')
})

it('songs that the wished order does not know come last', () => {
  expect(inOrder([song('a'), song('b'), song('c')], ['c', 'a']).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
})

it('the sum is not exact while a length is unknown', () => {
  const failed = song('b', { duration_seconds: 0, download_status: 'error' })
  expect(sumsOf([song('a'), failed])).toEqual({ count: 2, seconds: 100, isExact: true })
  expect(sumsOf([song('a'), song('b', { duration_seconds: 0, download_status: 'grabbing' })]).isExact).toBe(false)
})

it('to play next is to stand behind the current song, also for one from before it', () => {
  const order = ['a', 'b', 'c', 'd']
  const placed = (at: number, current: number) => {
    const to = nextPlace(at, current)
    return to === null
      ? null
      : order
          .toSpliced(at, 1)
          .toSpliced(to, 0, order[at] ?? '')
          .join('')
  }
  expect(placed(3, 0)).toBe('adbc')
  expect(placed(0, 2)).toBe('bcad')
  expect(placed(1, 1)).toBeNull()
  expect(nextPlace(1, null)).toBeNull()
})

it('percent are whole', () => expect([null, 0, 0.456, 1].map(percentOf)).toEqual([null, 0, 46, 100]))
