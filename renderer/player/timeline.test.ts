import { describe, expect, test } from 'vitest'
import type { ShareplayItem, ShareplayState } from '#protocol/shareplay.ts'
import { idOf } from '../test/fakes.ts'
import { isSameLine, isSequel, nextItemOf, positionIn, programOf } from './timeline.ts'

const EPOCH = Date.parse('2026-01-02T03:04:05.678Z')
const item = (n: number, more: Partial<ShareplayItem> = {}): ShareplayItem => ({
  id: idOf(n),
  url: 'file:x',
  title: 'A song',
  duration_seconds: 100,
  download_status: 'ready',
  file_path: `/api/shareplay/song/${idOf(n)}`,
  thumbnail_path: null,
  download_error: null,
  added_by: idOf(99),
  artist: null,
  progress: null,
  ...more,
})
const state = (more: Partial<ShareplayState> = {}): ShareplayState => ({
  queue: [item(1), item(2)],
  current_index: 0,
  status: 'playing',
  start_time: new Date(EPOCH + 5_000).toISOString(),
  current_position_secs: 10,
  repeat_mode: 'Off',
  rev: 1,
  server_epoch_ms: EPOCH,
  ...more,
})
const program = (more: Partial<ShareplayState> = {}) => {
  const found = programOf(state(more))
  if (!found) throw new Error('nothing is current')
  return found
}

describe('a program', () => {
  test('is on the clock that nobody can set', () => {
    expect(program()).toMatchObject({ itemId: idOf(1), startedAt: 5_000, position: 10, isPlaying: true })
    // The room's wall clock was put forward by an hour: both texts move, what plays does not.
    const hour = 3_600_000
    const later = program({
      server_epoch_ms: EPOCH + hour,
      start_time: new Date(EPOCH + hour + 5_000).toISOString(),
    })
    expect(isSameLine(program(), later)).toBe(true)
  })
  test('stands before its start, runs after it, and ends with the song', () => {
    expect(positionIn(program(), 4_600)).toBe(10)
    expect(positionIn(program(), 7_500)).toBe(12.5)
    expect(positionIn(program(), 500_000)).toBe(100)
    expect(positionIn(program({ queue: [item(1, { duration_seconds: 0 })] }), 500_000)).toBe(505)
    expect(positionIn(program({ start_time: null }), 500_000)).toBe(10)
  })
  test('is the same line however it is told, and another after a seek, a pause or with another song', () => {
    const told = (after: number) =>
      program({ start_time: new Date(EPOCH + 5_000 + after).toISOString(), current_position_secs: 10 + after / 1_000 })
    expect(isSameLine(program(), told(2_000))).toBe(true)
    expect(isSameLine(program(), program({ current_position_secs: 11 }))).toBe(false)
    expect(isSameLine(program(), program({ start_time: null }))).toBe(false)
    expect(isSameLine(program(), program({ current_index: 1 }))).toBe(false)
  })
  test('is heard to its end when another begins then or later, and by itself', () => {
    // 10 s in at 5 s: it ends at 95 s.
    const after = (ms: number, more: Partial<ShareplayState> = {}) =>
      program({ current_index: 1, current_position_secs: 0, start_time: new Date(EPOCH + ms).toISOString(), ...more })
    expect([after(95_000), after(94_998), after(95_400)].map((one) => isSequel(program(), one))).toEqual([
      true,
      true,
      true,
    ])
    const others = [
      after(94_900),
      after(95_000, { current_position_secs: 3 }),
      after(95_000, { status: 'paused' }),
      after(95_000, { start_time: null }),
      after(95_000, { current_index: 0 }),
    ]
    for (const one of others) expect(isSequel(program(), one)).toBe(false)
    // Of a song whose length nobody knows, nobody knows the end.
    expect(isSequel(program({ queue: [item(1, { duration_seconds: 0 }), item(2)] }), after(95_000))).toBe(false)
  })
  test('has no address before the song is ready, and there is none where nothing is current', () => {
    expect(program({ queue: [item(1, { download_status: 'error', file_path: '/x' })] }).path).toBeNull()
    expect(programOf(null)).toBeNull()
    expect(programOf(state({ queue: [], current_index: null }))).toBeNull()
    expect(programOf(state({ current_index: 7 }))).toBeNull()
  })
})

test('what comes next by itself: the one after, the first again with All, nothing new with One', () => {
  expect(nextItemOf(state())?.itemId).toBe(idOf(2))
  expect(nextItemOf(state({ current_index: 1 }))).toBeNull()
  expect(nextItemOf(state({ current_index: 1, repeat_mode: 'All' }))?.itemId).toBe(idOf(1))
  expect(nextItemOf(state({ repeat_mode: 'One' }))).toBeNull()
  expect(nextItemOf(state({ queue: [item(1)], repeat_mode: 'All' }))).toBeNull()
  expect(nextItemOf(state({ queue: [item(1), item(2, { download_status: 'downloading' })] }))).toBeNull()
})
