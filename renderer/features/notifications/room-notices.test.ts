import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Event } from '#protocol/events.ts'
import { typed } from '../../api/client.ts'
import { keys } from '../../api/keys.ts'
import type { Notify } from '../../app/preferences.ts'
import { fakeClock, idOf, settle } from '../../test/fakes.ts'
import { HOLD_MS, type Report, RoomNotices } from './room-notices.ts'

const ME = idOf(1)
const TERN = idOf(2)
const GENERAL = idOf(10)
const user = (id: string, username: string) => ({
  id,
  username,
  avatar_file_id: null,
  avatar_url: null,
  is_guest: false,
})
const marker = (last: string | null) => [
  { channel_id: GENERAL, last_read_message_id: last, last_read_at: null, unread_count: 0 },
]

function setUp(wish: Notify = 'all') {
  const clock = fakeClock()
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  cache.setQueryData(keys.me, { ...user(ME, 'quill'), roles: [] })
  cache.setQueryData(keys.users, [user(ME, 'quill'), user(TERN, 'tern')])
  cache.setQueryData(keys.channels, [{ id: GENERAL, name: 'general', unread_count: 0 }])
  cache.setQueryData(keys.unread, marker(null))
  const told: Report[] = []
  const calls: unknown[] = []
  const forgotten: string[] = []
  const state = { isLookedAt: false }
  let hear: (event: Event) => void = () => {}
  const notices = new RoomNotices({
    userId: ME,
    cache,
    call: typed(async (_, input) => void calls.push(input.body)),
    onEvent(listener) {
      hear = listener
      return () => {}
    },
    loadOwnPresence: () => Promise.resolve(),
    wishOf: () => wish,
    isLookedAt: () => state.isLookedAt,
    tell: async (report) => told.push(report) > 0,
    forget: (channelId) => forgotten.push(channelId),
    clock,
    onTrouble: (error) => {
      throw error
    },
  })
  const say = (n: number, content: string, by = TERN) =>
    hear({
      type: 'message_created',
      id: idOf(n),
      channel_id: GENERAL,
      user_id: by,
      content,
      file_url: null,
      filename: null,
      file_size: null,
      file_type: null,
      file_width: null,
      file_height: null,
      reply_to: null,
      created_at: '2026-01-01T00:00:00.000Z',
      edited_at: null,
      reactions: [],
      seq: n,
      change: n,
      client_id: null,
    })
  const pass = async () => {
    await clock.pass(HOLD_MS)
    await settle()
  }
  return { cache, told, calls, forgotten, state, notices, say, pass, hear: (event: Event) => hear(event) }
}

test('what comes together is told together, and the room hears of it', async () => {
  const { say, pass, told, calls } = setUp()
  say(20, 'hi')
  say(21, 'are you there, @quill?')
  await pass()
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({ channelName: 'general', isMention: true })
  expect(told[0]?.told.map(({ author, message }) => `${author}: ${message.content}`)).toEqual([
    'tern: hi',
    'tern: are you there, @quill?',
  ])
  expect(calls).toEqual([{ message_id: idOf(21) }])
})

test('the next ones are told with those before, until they are read', async () => {
  const { say, pass, told, forgotten, notices, cache } = setUp()
  say(20, 'a')
  await pass()
  say(21, 'b')
  await pass()
  expect(told.map((report) => report.told.length)).toEqual([1, 2])
  expect(notices.firstOf(GENERAL)).toBe(idOf(20))
  cache.setQueryData(keys.unread, marker(idOf(21)))
  expect(forgotten).toEqual([GENERAL])
  say(22, 'c')
  await pass()
  expect(told.at(-1)?.told).toHaveLength(1)
})

test('what is read on another device meanwhile is not told', async () => {
  const { say, pass, told, hear } = setUp()
  say(20, 'a')
  hear({ type: 'read_marker', channel_id: GENERAL, last_read_message_id: idOf(20) })
  await pass()
  expect(told).toEqual([])
})

test('what is deleted meanwhile is not told, and a notification of it goes', async () => {
  const { say, pass, told, hear, forgotten } = setUp()
  const gone = { type: 'message_deleted', channel_id: GENERAL, deleted_at: '2026-01-01T00:00:00.000Z' } as const
  say(20, 'a')
  hear({ ...gone, id: idOf(20), change: 21 })
  await pass()
  expect(told).toEqual([])
  say(21, 'b')
  await pass()
  hear({ ...gone, id: idOf(21), change: 23 })
  expect(forgotten).toEqual([GENERAL])
})

test('one’s own message, here or from another device, ends what was to be told', async () => {
  const { say, pass, told, forgotten } = setUp()
  say(20, 'a')
  say(21, 'on it', ME)
  await pass()
  expect(told).toEqual([])
  say(22, 'b')
  await pass()
  say(23, 'yes', ME)
  expect(forgotten).toEqual([GENERAL])
})

test('nothing of a channel that one looks at, nothing while one is not to be disturbed', async () => {
  const { say, pass, told, state, cache } = setUp()
  state.isLookedAt = true
  say(20, 'a')
  await pass()
  state.isLookedAt = false
  cache.setQueryData(keys.presence, { [ME]: { user_id: ME, status: 'dnd', last_heartbeat: null } })
  say(21, '@quill')
  await pass()
  expect(told).toEqual([])
})

test('mentions only: the others of a burst stay untold', async () => {
  const { say, pass, told } = setUp('mentions')
  say(20, 'a')
  say(21, '@quill b')
  say(22, 'c')
  await pass()
  expect(told[0]?.told.map(({ message }) => message.content)).toEqual(['@quill b'])
})

test('a closed room is silent', async () => {
  const { say, pass, told, notices, forgotten } = setUp()
  say(20, 'a')
  await pass()
  say(21, 'b')
  notices.close()
  await pass()
  expect(told).toHaveLength(1)
  expect(forgotten).toEqual([GENERAL])
})
