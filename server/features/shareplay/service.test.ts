import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event } from '#protocol/events.ts'
import { createShareplay } from './service.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const HOUR_MS = 3_600_000
const PEER = { sessionId: 'one', userId: 'anna', loginSessionId: 'login' }

function setUp(renewMs: number | null) {
  const heard: Event[] = []
  let version = 0
  const shareplay = createShareplay({
    publish: (_, event) => heard.push(event),
    demandRead: () => {},
    canRead: () => true,
    audienceOf: () => [{ sessionId: PEER.sessionId, rttMs: null }],
    isConnected: () => true,
    reportPace: { take: () => ({ ok: true }) },
    fetching: { start: () => ({ cancel: async () => {} }), close: async () => {} },
    urls: { signed: (path) => `${path}?${version++}`, isValid: () => true },
    privateFiles: renewMs !== null,
    renewMs,
    maxItems: 200,
    idleMs: 600_000,
    now: () => performance.now(),
    epochMs: () => 0,
    random: () => 0,
    newId: () => crypto.randomUUID(),
    onBug: () => {},
  })
  const act = (action_type: string, data: string | null = null) =>
    shareplay.act(PEER, { type: 'shareplay_action', channel_id: 'den', action_type, data })
  return { shareplay, act, updates: () => heard.filter(({ type }) => type === 'shareplay_update').length }
}

test('[SP45] in private-files mode the URLs are sent anew before they end, as long as there is a queue', async () => {
  const { shareplay, act, updates } = setUp(23 * HOUR_MS)
  act('add', 'a song')
  expect(updates()).toBe(1)
  await vi.advanceTimersByTimeAsync(22 * HOUR_MS)
  act('toggle_repeat')
  expect(updates()).toBe(2)
  // It has been told an hour ago.
  await vi.advanceTimersByTimeAsync(2 * HOUR_MS)
  expect(updates()).toBe(2)
  await vi.advanceTimersByTimeAsync(21 * HOUR_MS)
  expect(updates()).toBe(3)
  await vi.advanceTimersByTimeAsync(23 * HOUR_MS)
  expect(updates()).toBe(4)
  shareplay.end('den')
  await vi.advanceTimersByTimeAsync(48 * HOUR_MS)
  expect([updates(), vi.getTimerCount()]).toEqual([4, 0])
})

test('otherwise they last, and nothing is sent without a reason', async () => {
  const { shareplay, act, updates } = setUp(null)
  act('add', 'a song')
  await vi.advanceTimersByTimeAsync(48 * HOUR_MS)
  expect(updates()).toBe(1)
  await shareplay.close()
  expect(vi.getTimerCount()).toBe(0)
})
