import { QueryClient } from '@tanstack/query-core'
import { describe, expect, test } from 'vitest'
import type { Channel, Unread } from '#protocol/channels.ts'
import type { Event, EventOf } from '#protocol/events.ts'
import { keys } from '../api/keys.ts'
import { idOf } from '../test/fakes.ts'
import {
  type PresenceMap,
  type ShareplayReports,
  type TypingMap,
  type VoiceStates,
  type VoiceUsers,
  applyEvent,
  typingAt,
} from './apply-event.ts'
import { createLists } from './channel-list.ts'
import { createHistory } from './history.ts'
import { type ChannelWindow, emptyWindow, withPage } from './window.ts'

const ME = idOf(1)
const YOU = idOf(2)
const CHANNEL = idOf(50)
const AT = '2026-01-01T00:00:00.000Z'
const channel: Channel = {
  id: CHANNEL,
  name: 'general',
  is_voice: false,
  is_private: false,
  is_owner: false,
  last_message_at: null,
  last_seq: 0,
  unread_count: 0,
}
const marker: Unread = { channel_id: CHANNEL, last_read_message_id: null, last_read_at: null, unread_count: 0 }
const created = (seq: number, user_id = YOU): EventOf<'message_created'> => ({
  type: 'message_created',
  id: idOf(100 + seq),
  channel_id: CHANNEL,
  user_id,
  content: 'hi',
  file_url: null,
  filename: null,
  file_size: null,
  file_type: null,
  file_width: null,
  file_height: null,
  reply_to: null,
  created_at: AT,
  edited_at: null,
  reactions: [],
  seq,
  change: seq,
  client_id: null,
})

function setUp(window: ChannelWindow | null = withPage(emptyWindow, 'latest', [], true)) {
  const cache = new QueryClient()
  cache.setQueryData(keys.channels, [channel])
  cache.setQueryData(keys.unread, [marker])
  cache.setQueryData(keys.presence, {})
  for (const key of [keys.users, keys.me, keys.joinable, keys.members(CHANNEL)]) cache.setQueryData(key, [])
  if (window) cache.setQueryData(keys.messages(CHANNEL), window)
  const hear = (...events: Event[]) => {
    for (const event of events) applyEvent(cache, event, { userId: ME, now: 1_000 })
  }
  const isStale = (key: readonly unknown[]) => cache.getQueryState(key)?.isInvalidated
  const general = () => cache.getQueryData<Channel[]>(keys.channels)?.find(({ id }) => id === CHANNEL)
  return { cache, hear, isStale, general }
}

describe('an event', () => {
  test('[UI-EVENTS] a message counts once, and not when it is your own', () => {
    const { hear, general, cache } = setUp()
    hear(created(1), created(1), created(2, ME), created(2, ME), created(3))
    expect(general()).toMatchObject({ unread_count: 2, last_seq: 3, last_message_at: AT })
    expect(cache.getQueryData<ChannelWindow>(keys.messages(CHANNEL))?.messages).toHaveLength(3)
  })
  test('[UI-EVENTS] nothing is made from an event alone', () => {
    const cache = new QueryClient()
    applyEvent(cache, created(1), { userId: ME, now: 0 })
    expect(cache.getQueryData(keys.channels)).toBeUndefined()
    expect(cache.getQueryData(keys.messages(CHANNEL))).toBeUndefined()
  })
  test('[UI-READ] a marker recounts from the loaded history, never moves backwards, asks when it cannot know', () => {
    const { hear, general, cache, isStale } = setUp()
    const read = (seq: number): Event => ({
      type: 'read_marker',
      channel_id: CHANNEL,
      last_read_message_id: idOf(100 + seq),
    })
    hear(created(1), created(2), created(3, ME), created(4))
    hear(read(2))
    expect(general()?.unread_count).toBe(1)
    hear(read(1))
    expect(general()?.unread_count).toBe(1)
    expect(cache.getQueryData<Unread[]>(keys.unread)?.[0]?.last_read_message_id).toBe(idOf(102))
    expect(isStale(keys.channels)).toBe(false)
    const unloaded = setUp(null)
    unloaded.hear(created(1), read(1))
    expect(unloaded.isStale(keys.channels)).toBe(true)
  })
  test('[UI-EVENTS] deleting what was unread or last asks for the list again; what was read does not', () => {
    const gone = (seq: number): Event => ({
      type: 'message_deleted',
      id: idOf(100 + seq),
      channel_id: CHANNEL,
      deleted_at: AT,
      change: 10 + seq,
    })
    const { hear, isStale } = setUp()
    hear(created(1), created(2), created(3))
    hear({ type: 'read_marker', channel_id: CHANNEL, last_read_message_id: idOf(102) }, gone(1))
    expect(isStale(keys.channels)).toBe(false)
    hear(gone(3))
    expect(isStale(keys.channels)).toBe(true)
  })
  test('[UI-TYPING] typing ends by itself, by a message, and when told', () => {
    const { hear, cache } = setUp()
    const typing = (user_id: string, started: boolean): Event => ({
      type: 'typing',
      channel_id: CHANNEL,
      user_id,
      started,
    })
    const now = () => cache.getQueryData<TypingMap>(keys.typing(CHANNEL))
    hear(typing(YOU, true), typing(idOf(3), true))
    expect(typingAt(now(), 1_001)).toEqual([YOU, idOf(3)])
    expect(typingAt(now(), 11_000)).toEqual([])
    hear(typing(idOf(3), false), created(1))
    expect(now()).toEqual({})
  })
  test('[UI-VOICE] who is in the call', () => {
    const { hear, cache } = setUp()
    const now = () => cache.getQueryData<VoiceUsers>(keys.voice(CHANNEL))
    const one = { channel_id: CHANNEL, user_id: YOU, session_id: idOf(7) }
    hear({ type: 'room_state', channel_id: CHANNEL, voice_users: [[ME, idOf(6)]] })
    hear({ type: 'voice_joined', ...one }, { type: 'voice_joined', ...one })
    expect(now()).toEqual([
      [ME, idOf(6)],
      [YOU, idOf(7)],
    ])
    hear({ type: 'voice_left', ...one })
    expect(now()).toEqual([[ME, idOf(6)]])
  })
  test('[UI-VOICE] what those in the call tell of themselves, until they leave, the state is new or the channel gone', () => {
    const { hear, cache } = setUp()
    const now = () => cache.getQueryData<VoiceStates>(keys.voiceStates(CHANNEL))
    const silent = { muted: true, deafened: false, sharing: false }
    const told = (session: number, muted: boolean): Event => ({
      type: 'voice_state',
      channel_id: CHANNEL,
      user_id: YOU,
      session_id: idOf(session),
      ...silent,
      muted,
    })
    const state: Event = { type: 'room_state', channel_id: CHANNEL, voice_users: [[YOU, idOf(7)]] }
    hear(state, told(7, true), told(8, true), told(8, false))
    expect(now()).toEqual({ [idOf(7)]: silent, [idOf(8)]: { ...silent, muted: false } })
    hear({ type: 'voice_left', channel_id: CHANNEL, user_id: YOU, session_id: idOf(8) })
    expect(now()).toEqual({ [idOf(7)]: silent })
    // Unmuted while nobody could tell: the state says nothing of it, and so it is as at first.
    hear(state)
    expect(now()).toEqual({})
    hear(told(7, true), { type: 'channel_deleted', channel_id: CHANNEL })
    expect(now()).toBeUndefined()
  })
  test('[UI-SHAREPLAY] how far each listener is: the newest of each session, until it, the queue or the channel is gone', () => {
    const { hear, cache } = setUp()
    const now = () => cache.getQueryData<ShareplayReports>(keys.shareplayReports(CHANNEL))
    const told = (session: number, error_ms: number | null, state: 'playing' | 'loading' | 'idle'): Event => ({
      type: 'shareplay_report',
      channel_id: CHANNEL,
      user_id: YOU,
      session_id: idOf(session),
      error_ms,
      state,
    })
    const of = (session: number) => now()?.[idOf(session)]
    hear(told(7, null, 'loading'), told(8, -3, 'playing'), told(7, 4, 'playing'))
    expect(of(7)).toEqual({ user_id: YOU, error_ms: 4, state: 'playing', at: expect.any(Number) })
    expect(of(8)?.error_ms).toBe(-3)
    hear(told(8, null, 'idle'))
    expect(Object.keys(now() ?? {})).toEqual([idOf(7)])
    hear({ type: 'voice_left', channel_id: CHANNEL, user_id: YOU, session_id: idOf(7) })
    expect(now()).toEqual({})
    for (const end of [
      { type: 'shareplay_cleared', channel_id: CHANNEL } as const,
      { type: 'room_state', channel_id: CHANNEL, voice_users: [] } satisfies Event,
    ]) {
      hear(told(7, 4, 'playing'), end)
      expect(now()).toEqual({})
    }
    hear(told(7, 4, 'playing'), { type: 'channel_deleted', channel_id: CHANNEL })
    expect(now()).toBeUndefined()
  })
  test('[UI-CHANNELS] channels come, change and go; an older state does not take back counts', () => {
    const { hear, general, cache } = setUp()
    hear(created(1), { type: 'channel_updated', channel: { ...channel, name: 'renamed' } })
    expect(general()).toMatchObject({ name: 'renamed', unread_count: 1, last_seq: 1 })
    hear({ type: 'channel_created', channel: { ...channel, id: idOf(51) } })
    expect(cache.getQueryData<Channel[]>(keys.channels)).toHaveLength(2)
    hear({ type: 'member_removed', channel_id: CHANNEL, user_id: YOU })
    expect(general()).toBeDefined()
    hear({ type: 'member_removed', channel_id: CHANNEL, user_id: ME })
    expect(general()).toBeUndefined()
    expect(cache.getQueryData(keys.messages(CHANNEL))).toBeUndefined()
    hear({ type: 'channel_deleted', channel_id: idOf(51) })
    expect(cache.getQueryData<Channel[]>(keys.channels)).toEqual([])
  })
  test('[UI-EVENTS] people: presence is told in full, the rest is asked for again', () => {
    const { hear, cache, isStale } = setUp()
    hear({ type: 'presence_changed', user_id: YOU, status: 'away' })
    expect(cache.getQueryData<PresenceMap>(keys.presence)?.[YOU]?.status).toBe('away')
    hear({ type: 'user_updated', user_id: YOU }, { type: 'member_added', channel_id: CHANNEL, user_id: YOU })
    expect([keys.users, keys.me, keys.members(CHANNEL)].map(isStale)).toEqual([true, false, true])
    hear({ type: 'user_updated', user_id: ME })
    expect(isStale(keys.me)).toBe(true)
  })
})

describe('a list that is on its way', () => {
  test('[UI-EVENTS] does not lose what is told meanwhile, and counts nothing twice', async () => {
    const cache = new QueryClient()
    const { promise, resolve } = Promise.withResolvers<Response>()
    const { createClient } = await import('../api/client.ts')
    const { fakeClock, settle } = await import('../test/fakes.ts')
    let asked = 0
    const { call } = createClient({
      baseUrl: 'http://room',
      clock: fakeClock(),
      fetch: () => {
        asked++
        return asked === 1 ? promise : Promise.resolve(new Response(JSON.stringify([{ ...channel, last_seq: 9 }])))
      },
    })
    const lists = createLists({ call, cache, userId: ME })
    const loading = cache.fetchQuery<Channel[]>({ queryKey: keys.channels })
    await settle()
    for (const seq of [4, 5, 6]) lists.note(created(seq))
    resolve(new Response(JSON.stringify([{ ...channel, last_seq: 5, unread_count: 2 }])))
    expect(await loading).toMatchObject([{ last_seq: 6, unread_count: 3 }])
    expect(asked).toBe(1)
  })
})

describe('100,000 loaded messages', () => {
  test('[UI-SCALE] an event costs a few milliseconds, and leaves all other messages as they are', () => {
    const { cache, hear } = setUp(null)
    createHistory({ call: () => Promise.reject(new Error('no calls')), cache })
    const page = Array.from({ length: 100_000 }, (_, n) => created(n + 1)).map(({ type: _type, ...message }) => message)
    cache.setQueryData(keys.messages(CHANNEL), withPage(emptyWindow, 'around', page.slice(0, 1), false))
    cache.setQueryData<ChannelWindow>(
      keys.messages(CHANNEL),
      (window) => window && withPage(window, 'after', page, true),
    )
    const now = () => cache.getQueryData<ChannelWindow>(keys.messages(CHANNEL))?.messages
    const before = now()
    const times = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => {
      const start = performance.now()
      hear(created(100_000 + n))
      return performance.now() - start
    })
    // About 1 ms where it was written; the median, so that a pause of the machine is none of ours.
    expect(times.toSorted((one, other) => one - other)[4]).toBeLessThan(20)
    expect(now()).toHaveLength(100_009)
    expect(now()?.[500]).toBe(before?.[500])
  })
})
