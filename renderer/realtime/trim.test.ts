import { expect, test } from 'vitest'
import type { Message } from '#protocol/messages.ts'
import { withoutNewest, withoutOldest } from './trim.ts'
import { emptyWindow, withMessages, withPage } from './window.ts'

const message = (seq: number): Message => ({
  id: `0190f6c2-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  channel_id: '0190f6c2-0000-7000-8000-00000000000c',
  user_id: '0190f6c2-0000-7000-8000-00000000000d',
  content: `message ${seq}`,
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
})
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i))
const seqs = (window: { messages: readonly Message[] }) => window.messages.map(({ seq }) => seq)
const whole = withPage(emptyWindow, 'latest', range(1, 600).toReversed(), true)

test('the newest go, and come back page by page until now', () => {
  let window = withoutNewest(whole, 100)
  expect(seqs(window)).toEqual(seqs({ messages: range(1, 100) }))
  // What is said meanwhile is not lost.
  window = withMessages(window, [message(601)])
  for (let at = 100; window.to !== null; at += 50) {
    const page = range(at + 1, Math.min(601, at + 50))
    window = withPage(window, 'after', page, page.length < 50)
  }
  expect(seqs(window)).toEqual(seqs({ messages: range(1, 601) }))
})
test('with few beyond the end, those that were kept are enough', () => {
  const window = withoutNewest(whole, 500)
  expect(window.ahead).toHaveLength(100)
  expect(window.dropped).toBe(0)
  expect(seqs(withPage(window, 'after', [], true))).toEqual(seqs(whole))
})
test('the oldest go, and come back from above', () => {
  const window = withoutOldest(whole, 100)
  expect(seqs(window)).toEqual(seqs({ messages: range(501, 600) }))
  expect(window.from).toBe(501)
  expect(window.to).toBe(null)
  expect(seqs(withPage(window, 'before', range(451, 500).toReversed(), false))).toEqual(
    seqs({ messages: range(451, 600) }),
  )
})
test('what is short stays as it is', () => {
  expect(withoutNewest(whole)).toBe(whole)
  expect(withoutOldest(whole)).toBe(whole)
})
