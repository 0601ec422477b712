import { expect, test } from 'vitest'
import type { Kept } from '../../realtime/window.ts'
import { countBefore, firstNumbering, numbered, rowOf } from './first-index.ts'

const messages = (...seqs: number[]): Kept[] =>
  seqs.map((seq) => ({
    id: `0000${seq}`.slice(-5),
    channel_id: 'c',
    user_id: 'u',
    content: '',
    file_url: null,
    filename: null,
    file_size: null,
    file_type: null,
    file_width: null,
    file_height: null,
    created_at: '2026-11-21T12:00:00.000Z',
    edited_at: null,
    reactions: [],
    reply_to: null,
    seq,
    change: seq,
    client_id: null,
    content_change: seq,
    reactions_change: seq,
  }))

test('rows keep their numbers when older ones come, and when some go', () => {
  const one = numbered(firstNumbering, messages(50, 51, 52))
  const numberOf = (state: typeof one, seq: number) => state.firstIndex + countBefore(state.messages, seq)
  const at51 = numberOf(one, 51)
  const two = numbered(one, messages(47, 48, 49, 50, 51, 52, 53))
  expect(numberOf(two, 51)).toBe(at51)
  expect(two.generation).toBe(one.generation)
  const three = numbered(two, messages(49, 50, 51, 52, 53))
  expect(numberOf(three, 51)).toBe(at51)
  // The first one of all was deleted.
  const four = numbered(three, messages(50, 51, 52, 53))
  expect(numberOf(four, 51)).toBe(at51)
})
test('another part of the history begins afresh', () => {
  const one = numbered(firstNumbering, messages(50, 51))
  expect(numbered(one, messages(10, 11)).generation).toBe(one.generation + 1)
  expect(numbered(one, messages(90, 91)).generation).toBe(one.generation + 1)
  expect(numbered(one, one.messages)).toBe(one)
})
test('a message is found by its id', () => {
  const list = messages(1, 3, 5, 7)
  expect(rowOf(list, '00005')).toBe(2)
  expect(rowOf(list, '00004')).toBe(-1)
})
