import { expect, it } from 'vitest'
import type { CallView, PeerView } from '../../voice/state.ts'
import { type CallSources, peopleOf, stateOf } from './people.ts'

const peer = (userId: string, sessionId: string, more: Partial<PeerView> = {}): PeerView => ({
  userId,
  sessionId,
  link: 'connected',
  quality: null,
  isSpeaking: false,
  isMuted: false,
  isDeafened: false,
  volume: 1,
  ...more,
})
const call = (more: Partial<CallView> = {}): CallView => ({
  roomKey: 'room',
  channelId: 'couch',
  state: 'on',
  startedAt: 0,
  sessionId: 'mine',
  isMuted: false,
  isDeafened: false,
  isSpeaking: false,
  silence: null,
  peers: [],
  screens: [],
  ...more,
})
const sources = (more: Partial<CallSources>): CallSources => ({ users: [], told: {}, call: null, ownId: 'me', ...more })

it('from outside one sees who is there and what they tell of themselves', () => {
  const people = peopleOf(
    sources({
      users: [
        ['ann', 'a'],
        ['bob', 'b'],
      ],
      told: { a: { muted: true, deafened: true, sharing: false }, b: { muted: false, deafened: false, sharing: true } },
    }),
  )
  expect(people.map(({ userId, isDeafened, isSharing }) => [userId, isDeafened, isSharing])).toEqual([
    ['ann', true, false],
    ['bob', false, true],
  ])
  expect(people.map(stateOf)).toEqual(['deafened', 'listening'])
})

it('in the call, what one hears of somebody counts, and oneself is the device that one looks at', () => {
  const people = peopleOf(
    sources({
      users: [
        ['ann', 'a'],
        ['me', 'mine'],
      ],
      call: call({ isMuted: true, peers: [peer('ann', 'a', { isSpeaking: true, volume: 1.5 })] }),
    }),
  )
  expect(people.map(stateOf)).toEqual(['speaking', 'muted'])
  expect(people[0]).toMatchObject({ volume: 1.5, link: 'connected', isHere: false })
  expect(people[1]).toMatchObject({ isHere: true, volume: null, link: null })
})

it('who is still heard stays, though the room knows of nobody after it was restarted', () => {
  const people = peopleOf(sources({ users: [], call: call({ state: 'reconnecting', peers: [peer('ann', 'a')] }) }))
  expect(people.map(({ userId }) => userId)).toEqual(['ann', 'me'])
})

it('somebody with two devices is one person: muted when both are, reached by the better way', () => {
  const users = [
    ['ann', 'a1'],
    ['ann', 'a2'],
    ['me', 'mine'],
    ['me', 'other'],
  ] as const
  const peers = [peer('ann', 'a1', { link: 'failed', isMuted: true }), peer('ann', 'a2', { isSpeaking: true })]
  const [ann, me] = peopleOf(sources({ users, call: call({ peers }) }))
  expect(ann).toMatchObject({ devices: 2, link: 'connected', isMuted: false, isSpeaking: true })
  expect(me).toMatchObject({ devices: 2, isHere: true, isElsewhere: true })
  const silent = peers.map((one) => ({ ...one, isMuted: true }))
  expect(peopleOf(sources({ users, call: call({ peers: silent }) }))[0]).toMatchObject({ isMuted: true })
})

it('on another device alone one is there, but not here', () => {
  const [me] = peopleOf(sources({ users: [['me', 'other']] }))
  expect(me).toMatchObject({ isHere: false, isElsewhere: true, devices: 1 })
})

it('a broken way is said before anything else', () => {
  const broken = call({ peers: [peer('ann', 'a', { link: 'failed', isMuted: true })] })
  expect(peopleOf(sources({ users: [['ann', 'a']], call: broken })).map(stateOf)).toEqual(['failed', 'listening'])
})
