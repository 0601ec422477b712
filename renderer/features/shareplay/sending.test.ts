import { describe, expect, it, vi } from 'vitest'
import type { Event } from '#protocol/events.ts'
import { fakeSocket, songOf } from '../../test/fake-music.ts'
import type { Command } from '../../realtime/socket.ts'
import { createActions } from './actions.ts'
import type { Move } from './order.ts'
import { NO_WISHES } from './order.ts'
import { QueueOrder } from './queue-order.ts'
import { refusalOf } from './refusals.ts'

const refused = (code: string, in_reply_to = 'shareplay_action'): Event => ({
  type: 'error',
  code,
  message: `It said ${code}.`,
  in_reply_to,
})

it('what the room refuses is told, unless the queue itself says enough', () => {
  expect(refusalOf(refused('queue_full'))).toBe('It said queue_full.')
  expect(refusalOf(refused('stale'))).toBeNull()
  expect(refusalOf(refused('not_found'))).toBeNull()
  expect(refusalOf(refused('queue_full', 'chat_message'))).toBeNull()
  expect(refusalOf({ type: 'shareplay_cleared', channel_id: 'c' })).toBeNull()
})

const nothing = { add: () => null, type: () => null }

describe('what one does to a queue', () => {
  it('names what one saw where two may do the same, and the song where its place may change', () => {
    const sent: Command[] = []
    const onAway = vi.fn()
    const actions = createActions({
      socket: { send: (command) => sent.push(command) > 0 },
      adds: nothing,
      channelId: 'c',
      state: () => ({ rev: 7, queue: [songOf('s')], current_index: 0 }),
      onAway,
    })
    actions.next()
    actions.track('s')
    actions.move({ itemId: 's', to: 2 }, 6)
    actions.remove('s')
    actions.seek('s', 12.34567)
    expect(actions.seek('before', 3)).toBe(false)
    const base = { type: 'shareplay_action', channel_id: 'c' }
    expect(sent).toEqual([
      { ...base, action_type: 'next', rev: 7 },
      { ...base, action_type: 'track', item_id: 's', rev: 7 },
      { ...base, action_type: 'move', item_id: 's', data: 2, rev: 6 },
      { ...base, action_type: 'remove', item_id: 's' },
      { ...base, action_type: 'seek', item_id: 's', data: 12.346 },
    ])
    expect(onAway).not.toHaveBeenCalled()
  })
  it('says so when there is no connection', () => {
    const onAway = vi.fn()
    const socket = { send: () => false }
    const actions = createActions({ socket, adds: nothing, channelId: 'c', state: () => null, onAway })
    expect(actions.next()).toBe(false)
    expect(onAway).toHaveBeenCalledOnce()
    expect(actions.add('words')).toBeNull()
    expect(actions.addFile('1')).toBeNull()
    expect(onAway).toHaveBeenCalledTimes(3)
  })
})

describe('a wished order', () => {
  const start = (canSend = true) => {
    const sent: (Move & { rev: number })[] = []
    const socket = fakeSocket()
    const order = new QueueOrder({ send: (move, rev) => canSend && sent.push({ ...move, rev }) > 0, socket })
    const stop = order.start()
    order.seen({ rev: 3, ids: ['a', 'b', 'c'] })
    return { ...socket, order, sent, stop }
  }
  it('goes out move by move', () => {
    const { order, sent } = start()
    order.move('a', 1)
    order.move('a', 2)
    expect(sent).toEqual([{ itemId: 'a', to: 1, rev: 3 }])
    order.seen({ rev: 4, ids: ['b', 'a', 'c'] })
    expect(sent.at(-1)).toEqual({ itemId: 'a', to: 2, rev: 4 })
    order.seen({ rev: 5, ids: ['b', 'c', 'a'] })
    expect(order.getSnapshot()).toBe(NO_WISHES)
    expect(sent).toHaveLength(2)
  })
  it('is forgotten when the room refuses a move, when it cannot be sent, and with a queue that begins anew', () => {
    const one = start()
    one.order.move('a', 1)
    one.tell(refused('stale'))
    expect(one.order.getSnapshot()).toBe(NO_WISHES)
    one.order.move('a', 1)
    one.tell(refused('forbidden', 'chat_message'))
    expect(one.order.getSnapshot().moves).toHaveLength(1)
    one.order.seen({ rev: 1, ids: ['a', 'b'] })
    expect(one.order.getSnapshot()).toBe(NO_WISHES)

    const away = start(false)
    away.order.move('a', 1)
    expect(away.order.getSnapshot()).toBe(NO_WISHES)
  })
  it('is forgotten with the connection: the room may have heard nothing of it', () => {
    const { order, lose } = start()
    order.move('a', 1)
    order.move('b', 2)
    lose()
    expect(order.getSnapshot()).toBe(NO_WISHES)
  })
  it('is not listened to any more once it has stopped', () => {
    const { order, stop, tell, lose } = start()
    stop()
    order.move('a', 1)
    tell(refused('stale'))
    lose()
    expect(order.getSnapshot().moves).toHaveLength(1)
  })
})
