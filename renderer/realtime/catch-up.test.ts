import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '#protocol/messages.ts'
import { ApiError, NetworkError } from '../api/errors.ts'
import { fakeClock, idOf, settle } from '../test/fakes.ts'
import { CatchUp } from './catch-up.ts'
import { type ChannelWindow, emptyWindow, withChange, withMessages, withPage } from './window.ts'

const CHANNEL = idOf(9)
const time = (n: number) => new Date(n * 1_000).toISOString()

/** A channel, the connection of one client to it, and that client. Replies and events come when they are let. */
function setUp(limit = 3) {
  const clock = fakeClock()
  const stored = new Map<number, Message>()
  let change = 0
  let isConnected = false
  let isJoined = false
  /** What is on the wire of this connection. */
  let wire: { event: (window: ChannelWindow) => ChannelWindow; change: number }[] = []
  let replies: { resolve: () => void; reject: (error: unknown) => void }[] = []
  const client = { window: emptyWindow, refused: [] as unknown[], requests: 0 }
  const changed = (after: number) =>
    [...stored.values()].filter((message) => message.change > after).toSorted((one, other) => one.change - other.change)
  const catchUp = new CatchUp({
    fetchChanges: (_, after, size) => {
      client.requests++
      const page = changed(after).slice(0, size)
      const { promise, resolve, reject } = Promise.withResolvers<Message[]>()
      replies.push({ resolve: () => resolve(page), reject })
      return promise
    },
    apply: (_, messages) => (client.window = withMessages(client.window, messages)),
    onRefused: (_, error) => client.refused.push(error),
    clock,
    random: () => 1,
    limit,
  })
  const send = (event: (window: ChannelWindow) => ChannelWindow) => {
    if (isConnected && isJoined) wire.push({ event, change })
  }
  return {
    clock,
    client,
    catchUp,
    live: () => [...stored.values()].filter((message) => message.deleted_at === undefined),
    load() {
      const page = this.live().toReversed()
      client.window = withPage(client.window, 'latest', page, true)
      catchUp.track(CHANNEL, Math.max(0, ...page.map((message) => message.change)))
    },
    post() {
      change++
      const seq = stored.size + 1
      const message: Message = {
        id: idOf(seq),
        channel_id: CHANNEL,
        user_id: idOf(1),
        content: `text ${change}`,
        file_url: null,
        filename: null,
        file_size: null,
        file_type: null,
        file_width: null,
        file_height: null,
        reply_to: null,
        created_at: time(seq),
        edited_at: null,
        reactions: [],
        seq,
        change,
        client_id: null,
      }
      stored.set(seq, message)
      send((window) => withMessages(window, [message]))
    },
    edit(pick: number) {
      const message = this.live()[pick % Math.max(1, this.live().length)]
      if (!message) return
      change++
      const next = { content: `text ${change}`, edited_at: time(change), change }
      stored.set(message.seq, { ...message, ...next })
      send((window) => withChange(window, { type: 'message_edited', id: message.id, channel_id: CHANNEL, ...next }))
    },
    remove(pick: number) {
      const message = this.live()[pick % Math.max(1, this.live().length)]
      if (!message) return
      change++
      const next = { deleted_at: time(change), change }
      stored.set(message.seq, { ...message, ...next, content: null })
      send((window) => withChange(window, { type: 'message_deleted', id: message.id, channel_id: CHANNEL, ...next }))
    },
    connect() {
      if (isConnected) return
      isConnected = true
      isJoined = true
      catchUp.confirmed(CHANNEL)
    },
    /** What was on the wire is lost, and so are the replies. */
    disconnect() {
      if (!isConnected) return
      isConnected = false
      isJoined = false
      wire = []
      catchUp.disconnected()
      for (const { reject } of replies.splice(0)) reject(new NetworkError('unreachable'))
    },
    deliver() {
      const next = wire.shift()
      if (!next) return
      client.window = next.event(client.window)
      catchUp.heard(CHANNEL, next.change)
    },
    async reply(error?: Error) {
      const next = replies.shift()
      if (error) next?.reject(error)
      else next?.resolve()
      await settle()
    },
    async drain() {
      for (let n = 0; n < 500 && (wire.length > 0 || replies.length > 0); n++) {
        this.deliver()
        await this.reply()
      }
    },
  }
}
const plain = (window: ChannelWindow) =>
  window.messages.map(({ content_change: _text, reactions_change: _reactions, ...message }) => message)

const steps = fc.array(
  fc.record({
    do: fc.constantFrom(
      'post',
      'post',
      'edit',
      'remove',
      'connect',
      'disconnect',
      'deliver',
      'deliver',
      'reply',
      'load',
    ),
    pick: fc.nat(20),
  }),
  { maxLength: 50, size: 'max' },
)

describe('catching up', () => {
  test('[UI-CATCHUP] whatever breaks when: after the last reconnect the client has what the room has', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const room = setUp()
        room.load()
        for (const step of plan) {
          if (step.do === 'post') room.post()
          else if (step.do === 'edit') room.edit(step.pick)
          else if (step.do === 'remove') room.remove(step.pick)
          else if (step.do === 'connect') room.connect()
          else if (step.do === 'disconnect') room.disconnect()
          else if (step.do === 'deliver') room.deliver()
          else if (step.do === 'load') room.load()
          else await room.reply()
        }
        room.connect()
        await settle()
        await room.drain()
        expect(room.catchUp.isInStep(CHANNEL)).toBe(true)
        expect(plain(room.client.window)).toEqual(room.live())
      }),
      { numRuns: 300 },
    )
  })

  test('[UI-CATCHUP] asks page by page, in order, until there is no more; waits for the promise of events first', async () => {
    const room = setUp()
    room.load()
    for (let n = 0; n < 7; n++) room.post()
    await settle()
    expect(room.client.requests).toBe(0)
    room.connect()
    await room.reply()
    expect(room.client.window.messages.map((message) => message.seq)).toEqual([1, 2, 3])
    await room.drain()
    expect(room.client.requests).toBe(3)
    expect(room.catchUp.through(CHANNEL)).toBe(7)
  })
  test('[UI-CATCHUP] an event heard before the gap is closed does not move the mark over it', async () => {
    const room = setUp()
    room.load()
    for (let n = 0; n < 5; n++) room.post()
    room.connect()
    room.post()
    room.deliver()
    expect(room.catchUp.through(CHANNEL)).toBe(0)
    room.disconnect()
    room.connect()
    await settle()
    await room.drain()
    expect(room.client.window.messages.map((message) => message.seq)).toEqual([1, 2, 3, 4, 5, 6])
  })
  test('[UI-CATCHUP] tries again when the room is busy; a refusal is final', async () => {
    const room = setUp()
    room.load()
    room.connect()
    await room.reply(new ApiError(503, 'busy', 'Busy.'))
    await room.clock.pass(1_000)
    await room.reply(new NetworkError('timeout'))
    expect(room.client.requests).toBe(2)
    await room.clock.pass(1_000)
    expect(room.client.requests).toBe(2)
    await room.clock.pass(1_000)
    expect(room.client.requests).toBe(3)
    await room.reply(new ApiError(404, 'not_found', 'Gone.'))
    expect(room.client.refused).toHaveLength(1)
    await room.clock.pass(60_000)
    expect(room.client.requests).toBe(3)
    room.catchUp.close()
  })
})
