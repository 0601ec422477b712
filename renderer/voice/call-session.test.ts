import { describe, expect, test } from 'vitest'
import type { Event, EventOf } from '#protocol/events.ts'
import { Observable } from '../api/observable.ts'
import type { Command, SocketState } from '../realtime/socket.ts'
import { fakeClock, idOf, settle } from '../test/fakes.ts'
import { CallSession, type Link, type SessionDeps } from './call-session.ts'
import { Goodbyes } from './goodbyes.ts'
import type { Signal } from './signal.ts'
import type { LinkView } from './peer-link.ts'

const CHANNEL = idOf(1)
const [ME, ANNA, BERT] = [idOf(50), idOf(40), idOf(60)]
const [MINE, HERS, HIS] = [idOf(51), idOf(41), idOf(61)]

/** `epoch`: another one for another run of the room. */
const open = (sessionId = MINE, epoch = 1): SocketState => ({
  state: 'open',
  metadata: {
    type: 'connection_metadata',
    session_id: sessionId,
    server_time: '2026-01-01T00:00:00.000Z',
    server_epoch_ms: epoch,
  } as EventOf<'connection_metadata'>,
})
const away: SocketState = { state: 'waiting', until: 0, attempt: 0, isRestarting: false }

function setUp(first: SocketState = open()) {
  const clock = fakeClock()
  const state = new Observable<SocketState>(first)
  const listeners = new Set<(event: Event) => void>()
  const sent: Command[] = []
  const made: { log: string[]; view: Observable<LinkView>; isPolite: boolean; send(signal: Signal): void }[] = []
  const cues: string[] = []
  const ends: string[] = []
  const socket: SessionDeps['socket'] = {
    subscribe: state.subscribe,
    getSnapshot: state.getSnapshot,
    send: (command) => {
      if (state.getSnapshot().state !== 'open') return false
      sent.push(command)
      return true
    },
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const goodbyes = new Goodbyes()
  const join = () =>
    new CallSession({
      channelId: CHANNEL,
      userId: ME,
      socket,
      clock,
      goodbyes,
      newLink: ({ isPolite, send }) => {
        const log: string[] = []
        const view = new Observable<LinkView>({
          link: 'connecting',
          quality: null,
          incoming: { voice: null, screens: [] },
        })
        made.push({ log, view, isPolite, send })
        const link: Link = {
          subscribe: view.subscribe,
          getSnapshot: view.getSnapshot,
          begin: ({ offers }) => void log.push(offers ? 'offers' : 'waits'),
          hear: (signal) => void log.push(JSON.stringify(signal)),
          setReach: (isThere) => void log.push(isThere ? 'back' : 'away'),
          setTrack: () => void log.push('track'),
          setScreens: () => void log.push('screens'),
          videoSenderOf: () => undefined,
          close: () => void log.push('closed'),
        }
        return link
      },
      onPeer: (what) => cues.push(what),
      onEnded: (end) => ends.push(end),
    })
  const session = join()
  const tell = (event: Event) => listeners.forEach((listener) => listener(event))
  const users = (...voice_users: [string, string][]) => tell({ type: 'room_state', channel_id: CHANNEL, voice_users })
  const joined = (user_id: string, session_id: string) =>
    tell({ type: 'voice_joined', channel_id: CHANNEL, user_id, session_id })
  const left = (user_id: string, session_id: string) =>
    tell({ type: 'voice_left', channel_id: CHANNEL, user_id, session_id })
  const signal = (from: [string, string], to: string | null, candidate = 'c') =>
    tell({
      type: 'webrtc_signal',
      channel_id: CHANNEL,
      from_user_id: from[0],
      from_session_id: from[1],
      to_session_id: to,
      data: { candidate: { candidate } },
    })
  const peers = () => session.getSnapshot().peers.map(({ sessionId }) => sessionId)
  const commands = () => sent.map(({ type }) => type)
  return { clock, state, sent, made, cues, ends, session, join, tell, users, joined, left, signal, peers, commands }
}

describe('a call’s session', () => {
  test('who comes offers to all who are there; who is there waits for those who come', async () => {
    const { session, users, joined, made, cues, commands } = setUp()
    expect(commands()).toEqual(['join_call'])
    users([ANNA, HERS], [ME, MINE])
    await session.joined
    joined(BERT, HIS)
    expect(made.map(({ log }) => log)).toEqual([['offers'], ['waits']])
    expect(made.map(({ isPolite }) => isPolite)).toEqual([false, true])
    expect(cues).toEqual(['join'])
    expect(session.getSnapshot().state).toBe('on')
  })
  test('a state that does not have us in it is an answer to something else', () => {
    const { users, made, session } = setUp()
    users([ANNA, HERS])
    expect([made.length, session.getSnapshot().state]).toEqual([0, 'joining'])
  })
  test('one’s own other devices are not connected to; two of somebody else are', () => {
    const { users, joined, peers } = setUp()
    users([ME, idOf(52)], [ME, MINE], [ANNA, HERS], [ANNA, idOf(42)])
    joined(ME, idOf(53))
    expect(peers()).toEqual([HERS, idOf(42)])
  })
  test('signals of whoever is not in the call, of a forged sender, or for another device change nothing', () => {
    const { users, signal, made } = setUp()
    users([ANNA, HERS], [ME, MINE])
    signal([BERT, HIS], MINE)
    signal([BERT, HERS], MINE)
    signal([ANNA, HERS], idOf(52))
    signal([ANNA, HERS], MINE, 'right')
    signal([ANNA, HERS], null, 'old client')
    expect(made[0]?.log.slice(1)).toEqual([
      '{"candidate":{"candidate":"right"}}',
      '{"candidate":{"candidate":"old client"}}',
    ])
  })
  test('what one says goes to that very device', () => {
    const { users, made, sent } = setUp()
    users([ANNA, HERS], [ME, MINE])
    made[0]?.send({ candidate: { candidate: 'x' } })
    expect(sent.at(-1)).toMatchObject({ type: 'webrtc_signal', to_user_id: ANNA, to_session_id: HERS })
  })
  test('who leaves is silent at once, and new when they come again', () => {
    const { users, left, joined, made, cues, peers } = setUp()
    users([ANNA, HERS], [ME, MINE])
    left(ANNA, HERS)
    expect([made[0]?.log.at(-1), peers(), cues]).toEqual(['closed', [], ['leave']])
    joined(ANNA, HERS)
    expect(made.map(({ log }) => log[0])).toEqual(['offers', 'waits'])
  })

  test('the room goes and comes back: links stay, and one says again that one is there', () => {
    const { users, state, made, session, commands, clock } = setUp()
    users([ANNA, HERS], [ME, MINE])
    session.tell({ muted: true })
    state.set(away)
    expect(session.getSnapshot().state).toBe('reconnecting')
    state.set(open())
    users([ANNA, HERS], [ME, MINE])
    expect(made).toHaveLength(1)
    expect(made[0]?.log).toEqual(['offers', 'away', 'back'])
    expect(commands()).toEqual(['join_call', 'voice_state', 'join_call', 'voice_state'])
    expect(clock.now()).toBeGreaterThan(0)
  })
  test('a restarted room knows nobody: who is missing is kept for 45 s, and stays when they come back', async () => {
    const { users, state, joined, made, peers, clock } = setUp()
    users([ANNA, HERS], [BERT, HIS], [ME, MINE])
    state.set(away)
    await clock.pass(10_000)
    state.set(open(MINE, 2))
    users([ME, MINE])
    await clock.pass(30_000)
    joined(ANNA, HERS)
    await clock.pass(14_000)
    expect(peers()).toEqual([HERS, HIS])
    await clock.pass(2_000)
    expect(peers()).toEqual([HERS])
    expect(made.map(({ log }) => log.at(-1))).toEqual(['back', 'closed'])
  })
  test('under a new name of one’s own everything is made anew', () => {
    const { users, state, made, peers } = setUp()
    users([ANNA, HERS], [ME, MINE])
    state.set(away)
    state.set(open(idOf(59)))
    users([ANNA, HERS], [ME, idOf(59)])
    expect(made.map(({ log }) => log)).toEqual([['offers', 'away', 'closed'], ['offers']])
    expect(peers()).toEqual([HERS])
  })
  test('who came while one was away makes the offer', () => {
    const { users, state, made } = setUp()
    users([ME, MINE])
    state.set(away)
    state.set(open())
    users([ME, MINE], [ANNA, HERS])
    expect(made[0]?.log[0]).toBe('waits')
  })

  test.each([
    ['removed', { type: 'member_removed', channel_id: CHANNEL, user_id: ME }],
    ['channel_gone', { type: 'channel_deleted', channel_id: CHANNEL }],
  ] as const)('it ends: %s', (end, event) => {
    const { users, tell, ends, made } = setUp()
    users([ANNA, HERS], [ME, MINE])
    tell({ type: 'member_removed', channel_id: CHANNEL, user_id: ANNA })
    expect(ends).toEqual([])
    tell(event)
    expect([ends, made[0]?.log.at(-1)]).toEqual([[end], 'closed'])
  })
  test('it ends with the sign-in, and when the room never comes back and nobody is connected any more', async () => {
    const one = setUp()
    one.users([ANNA, HERS], [ME, MINE])
    one.state.set({ state: 'ended', reason: 'session_ended' })
    expect(one.ends).toEqual(['signed_out'])
    const other = setUp()
    other.users([ANNA, HERS], [ME, MINE])
    other.state.set(away)
    const [link] = other.made
    link?.view.set({ ...link.view.getSnapshot(), link: 'connected' })
    await other.clock.pass(400_000)
    expect(other.ends).toEqual([])
    link?.view.set({ ...link.view.getSnapshot(), link: 'failed' })
    await other.clock.pass(60_000)
    expect(other.ends).toEqual(['lost'])
  })
  test('the room’s no is the answer to joining; so is its silence', async () => {
    const one = setUp()
    one.tell({ type: 'error', code: 'forbidden', message: 'You may not.', in_reply_to: 'join_call' })
    await expect(one.session.joined).rejects.toThrow('You may not.')
    await expect(setUp({ state: 'ended', reason: 'closed' }).session.joined).rejects.toThrow('has ended')
    const other = setUp(away)
    await settle()
    void other.clock.pass(21_000)
    await expect(other.session.joined).rejects.toThrow('did not answer')
  })
  test('the room lets one go though one stays: one joins again, and a no to that is the end', () => {
    const { users, left, tell, ends, commands } = setUp()
    users([ME, MINE])
    left(ME, MINE)
    expect([commands(), ends]).toEqual([['join_call', 'join_call'], []])
    tell({ type: 'error', code: 'not_found', message: 'No.', in_reply_to: 'join_call' })
    expect(ends).toEqual(['removed'])
  })
  test('what others tell of themselves is kept until the room says who is there', () => {
    const { users, tell, session } = setUp()
    users([ANNA, HERS], [ME, MINE])
    const told = { muted: true, deafened: false, sharing: false }
    tell({ type: 'voice_state', channel_id: CHANNEL, user_id: ANNA, session_id: HERS, ...told })
    expect(session.getSnapshot().peers[0]?.told).toEqual(told)
    users([ANNA, HERS], [ME, MINE])
    expect(session.getSnapshot().peers[0]?.told.muted).toBe(false)
  })
  test('leaving says so, once, and nothing is heard afterwards', () => {
    const { users, session, commands, joined, made } = setUp()
    users([ME, MINE])
    session.leave()
    session.leave()
    joined(ANNA, HERS)
    expect([commands(), made.length]).toEqual([['join_call', 'leave_call'], 0])
  })
  test('who leaves while the room is away is out of the call as soon as it is back, and only of that one', () => {
    const { users, session, state, left, commands } = setUp()
    users([ME, MINE])
    state.set(away)
    session.leave()
    expect(commands()).toEqual(['join_call'])
    state.set(open())
    left(ME, MINE)
    state.set(away)
    state.set(open())
    expect(commands()).toEqual(['join_call', 'leave_call'])
  })
  test('a goodbye that the connection took with it is said again until the room has heard it', () => {
    const { users, session, state, left, commands } = setUp()
    users([ANNA, HERS], [ME, MINE])
    session.leave()
    left(ANNA, HERS)
    // Nobody had noticed that this connection was dead.
    for (let n = 0; n < 2; n++) {
      state.set(away)
      state.set(open())
    }
    expect(commands()).toEqual(['join_call', 'leave_call', 'leave_call', 'leave_call'])
    left(ME, MINE)
    state.set(away)
    state.set(open())
    expect(commands()).toHaveLength(4)
  })
  test('a room that knows of no place to leave is not told again', () => {
    const { users, session, state, commands } = setUp()
    users([ME, MINE])
    session.leave()
    for (let n = 0; n < 2; n++) {
      state.set(away)
      state.set(open(MINE, 2))
      users([ANNA, HERS])
    }
    expect(commands()).toEqual(['join_call', 'leave_call', 'leave_call'])
  })
  test('under another name there is nothing to leave', () => {
    const { users, session, state, commands } = setUp()
    users([ME, MINE])
    session.leave()
    state.set(away)
    state.set(open(idOf(59)))
    state.set(away)
    state.set(open())
    expect(commands()).toEqual(['join_call', 'leave_call'])
  })
  test('who joins anew before the room has heard the goodbye leaves first, and never again', () => {
    const { users, session, state, join, left, commands } = setUp()
    users([ANNA, HERS], [ME, MINE])
    session.leave()
    const again = join()
    state.set(away)
    state.set(open())
    expect(commands()).toEqual(['join_call', 'leave_call', 'join_call', 'leave_call', 'join_call'])
    left(ME, MINE)
    users([ANNA, HERS], [ME, MINE])
    expect(again.getSnapshot().state).toBe('on')
    state.set(away)
    state.set(open())
    expect(
      commands()
        .slice(5)
        .filter((type) => type === 'leave_call'),
    ).toEqual([])
  })
  test('a goodbye to which no answer came does not take one out of what one has joined since', () => {
    const { users, session, state, join, commands } = setUp()
    users([ME, MINE])
    // Taken out by the room before: there is no place to leave, and nothing is told of it.
    session.leave()
    join()
    users([ME, MINE])
    state.set(away)
    state.set(open())
    expect(commands()).toEqual(['join_call', 'leave_call', 'join_call', 'join_call'])
  })
  test('who left while one was away is gone at once, where the room was there all the time', async () => {
    const { users, state, made, peers, clock } = setUp()
    users([ANNA, HERS], [BERT, HIS], [ME, MINE])
    const become = (at: number, link: LinkView['link']) => {
      const view = made[at]?.view
      view?.set({ ...view.getSnapshot(), link })
    }
    become(0, 'recovering')
    become(1, 'connected')
    state.set(away)
    state.set(open())
    users([ME, MINE])
    // Who is still heard has lost the room as well, and may come back.
    expect(peers()).toEqual([HIS])
    become(1, 'recovering')
    expect(peers()).toEqual([])
    expect(made.map(({ log }) => log.at(-1))).toEqual(['closed', 'closed'])
    await clock.pass(60_000)
    expect(peers()).toEqual([])
  })
  test('what was switched while the room was away is told when it is back', () => {
    const { users, session, state, sent } = setUp()
    users([ME, MINE])
    session.tell({ muted: true })
    state.set(away)
    session.tell({ muted: false })
    state.set(open())
    users([ME, MINE])
    expect(sent.at(-1)).toMatchObject({ type: 'voice_state', muted: false })
  })
  test('nobody is given up while the room is away again, when nobody could be heard of', async () => {
    const { users, state, clock, peers } = setUp()
    users([ME, MINE], [ANNA, HERS])
    state.set(away)
    state.set(open(MINE, 2))
    users([ME, MINE])
    state.set(away)
    await clock.pass(60_000)
    expect(peers()).toEqual([HERS])
  })
  test('an error that is no loss of the right to be here ends nothing', () => {
    const { users, left, tell, ends } = setUp()
    users([ME, MINE])
    left(ME, MINE)
    tell({ type: 'error', code: 'slow_down', message: 'Slow down.', in_reply_to: 'join_call' })
    expect(ends).toEqual([])
  })
  test('a room that names thousands costs no more than forty', () => {
    const { users, made } = setUp()
    users([ME, MINE], ...Array.from({ length: 1_000 }, (_, n): [string, string] => [ANNA, idOf(1_000 + n)]))
    expect(made).toHaveLength(40)
  })
})
