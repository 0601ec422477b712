import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Message } from '#protocol/messages.ts'
import { idOf } from '../test/fakes.ts'
import { type Change, type ChannelWindow, emptyWindow, withChange, withMessages, withPage } from './window.ts'

const CHANNEL = idOf(999_999)
const time = (n: number) => new Date(1_700_000_000_000 + n * 1_000).toISOString()

const created = (seq: number, change: number): Message => ({
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
})

/** A room's channel: what it would store, tell and answer. */
function channel() {
  const messages = new Map<number, Message>()
  let change = 0
  const told: ((window: ChannelWindow) => ChannelWindow)[] = []
  const tell = (event: Change) => told.push((window) => withChange(window, event))
  return {
    told,
    post() {
      const message = created(messages.size + 1, ++change)
      messages.set(message.seq, message)
      told.push((window) => withMessages(window, [message]))
    },
    act(kind: 'edit' | 'react' | 'delete', pick: number) {
      const live = this.live()
      const message = live[pick % Math.max(1, live.length)]
      if (!message) return
      change++
      const base = { channel_id: CHANNEL, change }
      if (kind === 'edit') {
        const next = { content: `text ${change}`, edited_at: time(change) }
        messages.set(message.seq, { ...message, ...next, change })
        tell({ type: 'message_edited', id: message.id, ...base, ...next })
      } else if (kind === 'react') {
        const reactions = [{ emoji: `:${change}:`, users: [idOf(2)], count: 1 }]
        messages.set(message.seq, { ...message, reactions, change })
        tell({ type: 'reaction_updated', message_id: message.id, ...base, reactions })
      } else {
        const deleted_at = time(change)
        messages.set(message.seq, { ...message, content: null, reactions: [], deleted_at, change })
        tell({ type: 'message_deleted', id: message.id, ...base, deleted_at })
      }
    },
    live: () => [...messages.values()].filter((message) => message.deleted_at === undefined),
    latest(limit: number) {
      return this.live().toReversed().slice(0, limit)
    },
    before(seq: number, limit: number) {
      return this.live()
        .filter((message) => message.seq < seq)
        .toReversed()
        .slice(0, limit)
    },
    after(seq: number, limit: number) {
      return this.live()
        .filter((message) => message.seq > seq)
        .slice(0, limit)
    },
    changedAfter: (after: number) =>
      [...messages.values()]
        .filter((message) => message.change > after)
        .toSorted((one, other) => one.change - other.change),
  }
}
const plain = (window: ChannelWindow): Message[] =>
  window.messages.map(({ content_change: _text, reactions_change: _reactions, ...message }) => message)

type Step = { do: 'post' | 'edit' | 'react' | 'delete' | 'page' | 'older' | 'changes'; pick: number; late: number }
const steps = fc.array(
  fc.record({
    do: fc.constantFrom<Step['do']>('post', 'post', 'post', 'edit', 'react', 'delete', 'page', 'older', 'changes'),
    pick: fc.nat(20),
    late: fc.nat(12),
  }),
  { maxLength: 60, size: 'max' },
)

describe('a window of history', () => {
  test('[UI-MERGE] events and pages in any interleaving, late and repeated, end in what the room has', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat(1_000_000)), (plan, random) => {
        const room = channel()
        const dice = () => random.next().value ?? 0
        let window = emptyWindow
        const waiting: ((window: ChannelWindow) => ChannelWindow)[] = []
        let isLoaded = false
        let isFetching = false
        const take = () => {
          const [arrived] = waiting.splice(dice() % waiting.length, 1)
          if (arrived) window = arrived(window)
        }
        for (const step of plan) {
          if (step.do === 'post') room.post()
          else if (step.do === 'page' || step.do === 'older' || step.do === 'changes') {
            const page =
              step.do === 'older' && isLoaded ? room.before(window.messages[0]?.seq ?? window.from, 5) : room.latest(5)
            const changed = room.changedAfter(step.pick)
            if (step.do === 'changes') waiting.push((now) => withMessages(now, changed))
            // One page is on its way at a time, as in the app; it may arrive after events that it does not know.
            else if (!isFetching && (isLoaded || step.do === 'page')) {
              isFetching = true
              const kind = isLoaded ? ('before' as const) : ('latest' as const)
              if (kind === 'before' && step.do === 'page') isFetching = false
              else
                waiting.push((now) => {
                  isFetching = false
                  isLoaded = true
                  return withPage(now, kind, page, page.length < 5)
                })
            }
          } else room.act(step.do, step.pick)
          // Events arrive in any order, some of them twice, some only much later.
          for (const event of room.told.splice(0)) waiting.push(event, ...(step.late % 3 === 0 ? [event] : []))
          for (let n = dice() % 4; n > 0 && waiting.length > 0; n--) take()
        }
        while (waiting.length > 0) take()
        if (!isLoaded) window = withPage(window, 'latest', room.latest(5), room.live().length < 5)
        for (let rounds = 0; window.from > 0 && rounds < 100; rounds++) {
          const page = room.before(window.messages[0]?.seq ?? window.from, 5)
          window = withPage(window, 'before', page, page.length < 5)
        }
        expect(plain(window)).toEqual(room.live())
      }),
      { numRuns: 400 },
    )
  })

  test('[UI-MERGE] a page that was read before an event and arrives after it does not undo it', () => {
    const room = channel()
    for (let n = 0; n < 10; n++) room.post()
    const stale = room.latest(5)
    room.told.length = 0
    room.act('edit', 9)
    room.act('react', 9)
    room.act('delete', 8)
    room.post()
    let window = emptyWindow
    for (const event of room.told) window = event(window)
    window = withPage(window, 'latest', stale, false)
    expect(plain(window)).toEqual(room.live().filter((message) => message.seq >= 6))
    expect(window.to).toBeNull()
  })

  test('[UI-MERGE] a catch-up that went by before an older page came is not forgotten', () => {
    const room = channel()
    for (let n = 0; n < 10; n++) room.post()
    let window = withPage(emptyWindow, 'latest', room.latest(5), false)
    const stale = room.before(6, 5)
    room.act('edit', 2)
    window = withMessages(window, room.changedAfter(10))
    window = withPage(window, 'before', stale, false)
    expect(plain(window)).toEqual(room.live())
  })

  test('[UI-WINDOW] a jump into the past and back down to now leaves no gap', () => {
    const room = channel()
    for (let n = 0; n < 300; n++) room.post()
    room.told.length = 0
    let window = withPage(emptyWindow, 'around', room.after(90, 20).toReversed(), false)
    expect(window.to).toBe(110)
    for (let n = 0; n < 250; n++) room.post()
    for (const event of room.told) window = event(window)
    expect(window.messages).toHaveLength(20)
    expect(window.ahead).toHaveLength(200)
    while (window.to !== null) {
      const page = room.after(window.to, 50)
      window = withPage(window, 'after', page, page.length < 50)
    }
    expect(plain(window)).toEqual(room.live().filter((message) => message.seq > 90))
    room.post()
    window = room.told.at(-1)?.(window) ?? window
    expect(window.messages.at(-1)?.seq).toBe(551)
  })
})
