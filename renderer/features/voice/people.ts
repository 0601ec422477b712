import type { CallView, LinkState, PeerView, Quality } from '../../voice/state.ts'

/** What a device tells of itself (`voice_state`). */
type ToldState = { muted: boolean; deafened: boolean; sharing: boolean }

/** Somebody in a call, with all their devices in it. */
export type CallPerson = {
  userId: string
  /** How many devices of theirs are in the call. */
  devices: number
  /** Oneself, on the device that one looks at. */
  isHere: boolean
  /** Oneself, on another device; that one is not connected to this one. */
  isElsewhere: boolean
  isSpeaking: boolean
  isMuted: boolean
  isDeafened: boolean
  isSharing: boolean
  /** The best way to them; null where one looks on from outside, and for oneself. */
  link: LinkState | null
  quality: Quality | null
  /** 0 to 2; null where one does not hear them. */
  volume: number | null
}

export type CallSources = {
  /** As the room tells: [user id, session id], in the order of coming. */
  users: readonly (readonly [string, string])[]
  /** By session id. Who is missing tells nothing, and counts as neither muted nor deafened. */
  told: Readonly<Record<string, ToldState>>
  /** One's own call, when it is this one. */
  call: CallView | null
  ownId: string
}

const LINKS: readonly LinkState[] = ['failed', 'recovering', 'connecting', 'connected']
type Device = Omit<CallPerson, 'devices'>

/**
 * Everybody in a call, a person once, in the order of coming. What one hears of somebody goes before what the room tells;
 * while the room is away those whom one still hears stay.
 */
export function peopleOf({ users, told, call, ownId }: CallSources): CallPerson[] {
  const known = new Set(users.map(([, sessionId]) => sessionId))
  const heard = (call?.peers ?? []).filter(({ sessionId }) => !known.has(sessionId))
  const isOwnListed = call?.sessionId != null && known.has(call.sessionId)
  const devices: Device[] = [
    ...users.map(([userId, sessionId]) => deviceOf(userId, sessionId, { told, call, ownId })),
    ...heard.map(({ userId, sessionId }) => deviceOf(userId, sessionId, { told, call, ownId })),
    // One is in it before the room has said so, and while it cannot.
    ...(call && !isOwnListed ? [ownDevice(ownId, call)] : []),
  ]
  const people = new Map<string, CallPerson>()
  for (const device of devices) {
    const before = people.get(device.userId)
    people.set(device.userId, before ? both(before, device) : { ...device, devices: 1 })
  }
  return [...people.values()]
}

function deviceOf(userId: string, sessionId: string, { told, call, ownId }: Omit<CallSources, 'users'>): Device {
  if (call?.sessionId === sessionId) return ownDevice(userId, call)
  const state = told[sessionId]
  const peer = call?.peers.find((one) => one.sessionId === sessionId)
  return {
    userId,
    isHere: false,
    isElsewhere: userId === ownId,
    isMuted: peer?.isMuted ?? state?.muted ?? false,
    isDeafened: peer?.isDeafened ?? state?.deafened ?? false,
    isSharing: state?.sharing === true || call?.screens.some((one) => one.sessionId === sessionId) === true,
    ...ofPeer(peer),
  }
}

const ofPeer = (peer: PeerView | undefined) => ({
  isSpeaking: peer?.isSpeaking ?? false,
  link: peer?.link ?? null,
  quality: peer?.quality ?? null,
  volume: peer?.volume ?? null,
})

const ownDevice = (userId: string, call: CallView): Device => ({
  userId,
  isHere: true,
  isElsewhere: false,
  isSpeaking: call.isSpeaking,
  isMuted: call.isMuted,
  isDeafened: call.isDeafened,
  isSharing: call.screens.some(({ isOwn }) => isOwn),
  link: null,
  quality: null,
  volume: null,
})

/** One person of two devices: muted only when all are, reached by the better way. */
function both(one: CallPerson, other: Device): CallPerson {
  const isOtherBetter = other.link !== null && (one.link === null || rank(other.link) > rank(one.link))
  return {
    userId: one.userId,
    devices: one.devices + 1,
    isHere: one.isHere || other.isHere,
    isElsewhere: one.isElsewhere || other.isElsewhere,
    isSpeaking: one.isSpeaking || other.isSpeaking,
    isMuted: one.isMuted && other.isMuted,
    isDeafened: one.isDeafened && other.isDeafened,
    isSharing: one.isSharing || other.isSharing,
    link: isOtherBetter ? other.link : one.link,
    quality: isOtherBetter ? other.quality : one.quality,
    volume: one.volume ?? other.volume,
  }
}
const rank = (link: LinkState) => LINKS.indexOf(link)

/** The state that is said beside a name: the one that matters most. */
type PersonState = 'connecting' | 'recovering' | 'failed' | 'deafened' | 'muted' | 'speaking' | 'listening'
export function stateOf(person: CallPerson): PersonState {
  if (person.link !== null && person.link !== 'connected') return person.link
  if (person.isDeafened) return 'deafened'
  if (person.isMuted) return 'muted'
  return person.isSpeaking ? 'speaking' : 'listening'
}
