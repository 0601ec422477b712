import { describe, expect, test } from 'vitest'
import type { Event } from '#protocol/events.ts'
import { SignedOut } from '../api/errors.ts'
import { fakeClock, idOf, settle } from '../test/fakes.ts'
import { backoffMs } from './backoff.ts'
import type { LinkEvents } from './browser.ts'
import { RoomSocket } from './socket.ts'

const metadata = (session = 1) =>
  JSON.stringify({
    type: 'connection_metadata',
    session_id: idOf(session),
    server_time: '2026-01-01T00:00:00.000Z',
    protocol: 1,
    room_name: 'Room',
    user_id: idOf(7),
    server_epoch_ms: 0,
  })

function setUp() {
  const clock = fakeClock()
  const links: { url: URL; events: LinkEvents; sent: string[]; closed: number | null }[] = []
  const asked: boolean[] = []
  const ended: string[] = []
  const troubles: unknown[] = []
  const state = { token: async (): Promise<string> => 'tok', woken: () => {} }
  const socket = new RoomSocket({
    url: 'ws://room/ws',
    token: ({ verify }) => {
      asked.push(verify)
      return state.token()
    },
    open: (url, events) => {
      const link = { url: new URL(url), events, sent: [] as string[], closed: null as number | null }
      links.push(link)
      return { send: (text) => void link.sent.push(text), close: (code) => void (link.closed ??= code) }
    },
    clock,
    random: () => 1,
    wake: (listener) => {
      state.woken = listener
      return () => (state.woken = () => {})
    },
    onEnded: (reason) => ended.push(reason),
    onTrouble: (error) => troubles.push(error),
  })
  const last = () => {
    const link = links.at(-1)
    if (!link) throw new Error('no link')
    return link
  }
  const open = async (session = 1) => {
    socket.connect()
    await settle()
    last().events.message(metadata(session))
  }
  return { clock, links, asked, ended, troubles, state, socket, last, open, now: () => socket.getSnapshot() }
}

describe('the socket', () => {
  test('[UI-SOCKET] asks to be held: empty first, then by its name; joins again what was joined', async () => {
    const { socket, last, open, links, clock, now } = setUp()
    const leave = socket.join(idOf(9))
    socket.join(idOf(9))
    await open()
    expect(last().url.searchParams.get('resume')).toBe('')
    expect(last().url.searchParams.get('token')).toBe('tok')
    expect(now()).toMatchObject({ state: 'open', metadata: { room_name: 'Room' } })
    expect(last().sent).toEqual([JSON.stringify({ type: 'join', channel_id: idOf(9) })])
    leave()
    leave()
    expect(last().sent).toHaveLength(1)
    last().events.closed(1006)
    expect(now()).toMatchObject({ state: 'waiting', attempt: 0, until: clock.now() + 500 })
    await clock.pass(500)
    expect(links).toHaveLength(2)
    expect(last().url.searchParams.get('resume')).toBe(idOf(1))
    last().events.message(metadata())
    expect(last().sent).toHaveLength(1)
  })

  test('[UI-SOCKET] waits longer with each failure, up to half a minute, and asks the room about the token', async () => {
    const { socket, last, clock, now, asked } = setUp()
    socket.connect()
    const waits: number[] = []
    for (let n = 0; n < 9; n++) {
      await settle()
      last().events.closed(1006)
      const state = now()
      if (state.state !== 'waiting') throw new Error(state.state)
      waits.push(state.until - clock.now())
      await clock.pass(state.until - clock.now())
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    expect(asked.slice(0, 3)).toEqual([false, true, true])
    await settle()
    last().events.message(metadata())
    await clock.pass(9_000)
    last().events.message(JSON.stringify({ type: 'pong' }))
    await clock.pass(2_000)
    last().events.closed(1006)
    expect(now()).toMatchObject({ attempt: 0 })
  })
  test('[UI-SOCKET] jitter lies between half and all of the wait', () => {
    const pace = { baseMs: 100, capMs: 1_000 }
    expect(backoffMs(2, () => 0, pace)).toBe(200)
    expect(backoffMs(2, () => 1, pace)).toBe(400)
    expect(backoffMs(5_000, () => 1, pace)).toBe(1_000)
  })

  for (const [code, reason] of [
    [4401, 'session_ended'],
    [4403, 'banned'],
  ] as const) {
    test(`[UI-SOCKET] ${code} is final: ${reason}`, async () => {
      const { open, last, now, ended, clock, links } = setUp()
      await open()
      last().events.closed(code)
      expect(now()).toEqual({ state: 'ended', reason })
      expect(ended).toEqual([reason])
      await clock.pass(120_000)
      expect(links).toHaveLength(1)
    })
  }
  test('[UI-SOCKET] 1012 waits a moment for the restart, 1013 comes back at once', async () => {
    const { open, last, now, clock, links } = setUp()
    await open()
    last().events.closed(1012)
    expect(now()).toMatchObject({ state: 'waiting', isRestarting: true, until: clock.now() + 1_500 })
    await clock.pass(1_500)
    last().events.message(metadata())
    last().events.closed(1013)
    await clock.pass(0)
    expect(links).toHaveLength(3)
  })
  test('[UI-SOCKET] signed out while it waits for a token: ended', async () => {
    const { socket, state, now } = setUp()
    state.token = () => Promise.reject(new SignedOut('banned'))
    socket.connect()
    await settle()
    expect(now()).toEqual({ state: 'ended', reason: 'banned' })
  })

  test('[UI-SOCKET] online again: no waiting', async () => {
    const { socket, state, last, now, links } = setUp()
    socket.connect()
    await settle()
    last().events.closed(1006)
    state.woken()
    expect(now().state).toBe('connecting')
    await settle()
    expect(links).toHaveLength(2)
  })
  test('[UI-SOCKET] a silent peer is asked, and given up without leaving its call', async () => {
    const { open, last, clock, now } = setUp()
    await open()
    await clock.pass(20_000)
    expect(last().sent).toEqual([JSON.stringify({ type: 'ping' })])
    last().events.message(JSON.stringify({ type: 'pong' }))
    await clock.pass(25_000)
    expect(now().state).toBe('open')
    await clock.pass(15_000)
    expect(now().state).not.toBe('open')
    expect(last().closed ?? 4000).toBe(4000)
  })
  test('[UI-SOCKET] after a sleep a dead connection is found within seconds', async () => {
    const { open, links, clock, state, now } = setUp()
    await open()
    state.woken()
    await clock.pass(4_000)
    expect(now().state).toBe('waiting')
    expect(links[0]?.closed).toBe(4000)
  })
  test('[UI-SOCKET] a connection that never speaks is given up', async () => {
    const { socket, clock, now, last } = setUp()
    socket.connect()
    await clock.pass(15_000)
    expect(now().state).toBe('waiting')
    expect(last().closed).toBe(4000)
  })

  test('[UI-EVENTS] unknown types are ignored, malformed frames counted, and a listener that throws stops nobody', async () => {
    const { open, last, socket, troubles, now } = setUp()
    const heard: Event['type'][] = []
    socket.onEvent(() => {
      throw new Error('a bug')
    })
    const stop = socket.onEvent((event) => heard.push(event.type))
    await open()
    for (const frame of [
      '{"type":"from_the_future","x":1}',
      '{"type":"typing","channel_id":5}',
      'nonsense',
      '[]',
      'null',
      new ArrayBuffer(3),
      JSON.stringify({ type: 'typing', channel_id: idOf(1), user_id: idOf(2), started: true, more: 1 }),
    ])
      last().events.message(frame)
    expect(heard).toEqual(['connection_metadata', 'typing'])
    expect(socket.ignored).toEqual({ unknown: 1, malformed: 5 })
    expect(troubles).toHaveLength(2)
    expect(now().state).toBe('open')
    stop()
  })
  test('[UI-SOCKET] sends only when there is a connection; close() is final and may come twice', async () => {
    const { open, last, socket, now, clock, links } = setUp()
    expect(socket.send({ type: 'ping' })).toBe(false)
    await open()
    expect(socket.send({ type: 'typing', channel_id: idOf(1), started: true })).toBe(true)
    socket.close()
    socket.close()
    expect(last().closed).toBe(1000)
    expect(now()).toEqual({ state: 'ended', reason: 'closed' })
    last().events.closed(1000)
    await clock.pass(60_000)
    expect(links).toHaveLength(1)
  })
})
