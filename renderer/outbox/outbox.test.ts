import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '#protocol/messages.ts'
import { ApiError, NetworkError, SignedOut } from '../api/errors.ts'
import { localLocks } from '../api/ports.ts'
import { fakeClock, idOf, memoryStorage, settle } from '../test/fakes.ts'
import { Outbox } from './outbox.ts'
import { type Entry, createOutboxStore } from './store.ts'

const CHANNEL = idOf(1)
/** A room that knows client ids, and fails as it is told: before storing, or with the reply lost after it. */
function fakeRoom() {
  const stored: Message[] = []
  const state = {
    stored,
    attempts: 0,
    next: [] as ('ok' | 'lost_reply' | Error)[],
    post: async (entry: Entry): Promise<Message> => {
      state.attempts++
      const what = state.next.shift() ?? 'ok'
      await settle()
      if (what instanceof Error) throw what
      let message = stored.find((one) => one.client_id === entry.client_id)
      if (!message) {
        message = {
          id: idOf(100 + stored.length),
          channel_id: entry.channel_id,
          user_id: idOf(2),
          content: entry.content,
          file_url: null,
          filename: null,
          file_size: null,
          file_type: null,
          file_width: null,
          file_height: null,
          reply_to: entry.reply_to,
          created_at: '2026-01-01T00:00:00.000Z',
          edited_at: null,
          reactions: [],
          seq: stored.length + 1,
          change: stored.length + 1,
          client_id: entry.client_id,
        }
        stored.push(message)
      }
      if (what === 'lost_reply') throw new NetworkError('unreachable')
      return message
    },
  }
  return state
}
let ids = 0
function setUp(shared = { storage: memoryStorage(), locks: localLocks(), clock: fakeClock(), room: fakeRoom() }) {
  const sent: Message[] = []
  const troubles: unknown[] = []
  const outbox = new Outbox({
    store: createOutboxStore(shared.storage, 'k'),
    post: shared.room.post,
    onSent: (message) => sent.push(message),
    newId: () => `c${++ids}`,
    clock: shared.clock,
    random: () => 1,
    locks: shared.locks,
    key: 'k',
    onTrouble: (error) => troubles.push(error),
  })
  const say = (content: string, channel_id = CHANNEL) => outbox.send({ channel_id, content })
  return {
    ...shared,
    shared,
    outbox,
    sent,
    troubles,
    say,
    states: () => outbox.getSnapshot().map((one) => one.sending),
  }
}
const texts = (messages: readonly { content: string | null }[]) => messages.map((message) => message.content)

describe('the outbox', () => {
  test('[UI-OUTBOX] sends in order, one after the other in a channel, and forgets what has arrived', async () => {
    const { room, say, outbox, storage, clock, sent } = setUp()
    await Promise.all(['a', 'b', 'c'].map((text) => say(text)))
    await say('elsewhere', idOf(2))
    expect(outbox.getSnapshot().length).toBeGreaterThan(0)
    await clock.pass(10)
    for (let n = 0; n < 20; n++) await settle()
    expect(texts(room.stored).filter((text) => text !== 'elsewhere')).toEqual(['a', 'b', 'c'])
    expect(outbox.getSnapshot()).toEqual([])
    expect(storage.map.size).toBe(0)
    expect(sent).toHaveLength(4)
  })
  test('[UI-OUTBOX] waits longer each time the room is away, keeps the order, and goes on at once when it is back', async () => {
    const { room, say, outbox, clock, states } = setUp()
    room.next = Array.from({ length: 3 }, () => new NetworkError('unreachable'))
    await say('a')
    await say('b')
    await clock.pass(0)
    await settle()
    expect(states()[0]).toMatchObject({ state: 'waiting', until: clock.now() + 1_000 })
    await clock.pass(1_000)
    await settle()
    expect(states()[0]).toMatchObject({ state: 'waiting', until: clock.now() + 2_000 })
    outbox.wake()
    for (let n = 0; n < 5; n++) await settle()
    expect(room.attempts).toBe(3)
    outbox.wake()
    for (let n = 0; n < 20; n++) await settle()
    expect(texts(room.stored)).toEqual(['a', 'b'])
  })
  test('[UI-OUTBOX] 429 waits as long as the room says; its sentence can be read', async () => {
    const { room, say, clock, states } = setUp()
    room.next = [new ApiError(429, 'slow_down', 'That was too fast.', 7_000)]
    await say('a')
    for (let n = 0; n < 5; n++) await settle()
    expect(states()[0]).toEqual({ state: 'waiting', until: clock.now() + 7_000, sentence: 'That was too fast.' })
    await clock.pass(6_900)
    expect(room.attempts).toBe(1)
    await clock.pass(200)
    for (let n = 0; n < 5; n++) await settle()
    expect(texts(room.stored)).toEqual(['a'])
  })
  test('[UI-OUTBOX] a refused message stays, over a reload too, until it is sent again or discarded', async () => {
    const first = setUp()
    first.room.next = [new ApiError(403, 'read_only', 'You can read this channel but not write in it.')]
    const id = await first.say('a')
    await first.say('b')
    for (let n = 0; n < 10; n++) await settle()
    expect(first.states()).toEqual([{ state: 'failed', sentence: 'You can read this channel but not write in it.' }])
    expect(texts(first.room.stored)).toEqual(['b'])
    first.outbox.close()
    const { outbox, room, states } = setUp(first.shared)
    await outbox.load()
    expect(states()).toMatchObject([{ state: 'failed' }])
    await outbox.retry(id)
    for (let n = 0; n < 10; n++) await settle()
    expect(texts(room.stored)).toEqual(['b', 'a'])
    expect(outbox.getSnapshot()).toEqual([])
  })
  test('[UI-OUTBOX] a reply keeps what it answers over a reload; when that is gone, it can be sent without', async () => {
    const first = setUp()
    first.room.next = [
      new SignedOut('session_ended'),
      new ApiError(400, 'reply_invalid', 'The message that this replies to is not there.'),
    ]
    const id = await first.outbox.send({ channel_id: CHANNEL, content: 'a', reply_to: idOf(9) })
    for (let n = 0; n < 5; n++) await settle()
    first.outbox.close()
    const second = setUp(first.shared)
    await second.outbox.load()
    expect(second.outbox.getSnapshot()).toMatchObject([{ reply_to: idOf(9) }])
    for (let n = 0; n < 10; n++) await settle()
    expect(second.states()).toEqual([{ state: 'failed', sentence: 'The message that this replies to is not there.' }])
    await second.outbox.retry(id)
    await second.outbox.send({ channel_id: CHANNEL, content: 'b', reply_to: idOf(8) })
    for (let n = 0; n < 20; n++) await settle()
    expect(second.room.stored).toMatchObject([
      { content: 'a', reply_to: null },
      { content: 'b', reply_to: idOf(8) },
    ])
  })
  test('[UI-OUTBOX] what was stored before there were replies goes out', async () => {
    const { storage, outbox, room } = setUp()
    const entry = { client_id: 'x', channel_id: CHANNEL, content: 'a', file_id: null, created_at: 1, order: 1 }
    storage.map.set('outbox:k:x', JSON.stringify({ ...entry, failed: null }))
    await outbox.load()
    for (let n = 0; n < 10; n++) await settle()
    expect(room.stored).toMatchObject([{ content: 'a', reply_to: null }])
  })
  test('[UI-OUTBOX] signed out: it is kept, and waits', async () => {
    const { room, say, states } = setUp()
    room.next = [new SignedOut('session_ended')]
    await say('a')
    for (let n = 0; n < 5; n++) await settle()
    expect(states()).toMatchObject([{ state: 'waiting' }])
  })
  test('[UI-OUTBOX] told by the room that it has arrived, it does not wait for the reply', async () => {
    const { room, say, outbox, storage, clock } = setUp()
    room.next = ['lost_reply']
    const id = await say('a')
    for (let n = 0; n < 5; n++) await settle()
    await outbox.seen({ client_id: id })
    expect(outbox.getSnapshot()).toEqual([])
    expect(storage.map.size).toBe(0)
    await clock.pass(60_000)
    expect(room.attempts).toBe(1)
  })
  test('[UI-OUTBOX] a storage that is full costs no message', async () => {
    const { storage, say, room, troubles } = setUp()
    storage.write = () => Promise.reject(new Error('full'))
    await say('a')
    await say('b')
    for (let n = 0; n < 20; n++) await settle()
    expect(texts(room.stored)).toEqual(['a', 'b'])
    expect(troubles).toHaveLength(2)
  })
  test('[UI-OUTBOX] damaged entries are skipped', async () => {
    const { storage, outbox } = setUp()
    storage.map.set('outbox:k:x', '{')
    storage.map.set('outbox:k:y', '{"client_id":"y"}')
    storage.map.set('other', '{}')
    await outbox.load()
    expect(outbox.getSnapshot()).toEqual([])
  })

  test('[UI-OUTBOX] over failures, lost replies, reloads and second tabs each message arrives once, in order', async () => {
    const step = fc.constantFrom('say', 'say', 'reload', 'tab', 'time', 'settle')
    const outcome = fc.constantFrom('ok', 'ok', 'lost_reply', 'down', 'busy')
    const plan = fc.array(step, { maxLength: 25, size: 'max' })
    await fc.assert(
      fc.asyncProperty(plan, fc.array(outcome, { maxLength: 25, size: 'max' }), async (todo, outcomes) => {
        let app = setUp()
        const tabs = [app]
        app.room.next = outcomes.map((what) =>
          what === 'down'
            ? new NetworkError('unreachable')
            : what === 'busy'
              ? new ApiError(503, 'busy', 'Busy.', 1_000)
              : what,
        )
        const said: string[] = []
        for (const what of todo) {
          if (what === 'say') {
            said.push(`m${said.length}`)
            await app.say(`m${said.length - 1}`)
          } else if (what === 'time') await app.clock.pass(5_000)
          else if (what === 'settle') await settle()
          else {
            const before = app
            app = setUp(app.shared)
            if (what === 'reload') before.outbox.close()
            else tabs.push(app)
            await app.outbox.load()
          }
        }
        for (let n = 0; n < 40; n++) await app.clock.pass(60_000)
        for (let n = 0; n < 50; n++) await settle()
        expect(texts(app.room.stored)).toEqual(said)
        expect(app.outbox.getSnapshot()).toEqual([])
        expect(app.storage.map.size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })
})
