import { conflict, invalid, slowDown, tooLarge, unknown } from '#protocol/errors.ts'
import type { CommandOf } from '#protocol/commands.ts'
import type { EventOf } from '#protocol/events.ts'
import type { TokenBuckets } from '../../http/rates.ts'
import type { Peer, Publish } from '../../realtime/audience.ts'

export type CallDeps = {
  publish: Publish
  /** Why somebody may not read a channel; null when they may. */
  refusalToRead(channelId: string, userId: string): Error | null
  canRead(channelId: string, userId: string): boolean
  connectionsOf(userId: string): readonly Peer[]
  callOf(sessionId: string): string | null
  setCall(sessionId: string, channelId: string | null): void
  /** The last participant leaves; that connection still hears what is said of it. */
  onEnded(channelId: string): void
  maxSignalBytes: number
  /** Bytes of signals, by who sends them to whom: nobody fills another's connection until it counts as too slow. */
  signalPace: Pick<TokenBuckets, 'take'>
}

type Told = Pick<CommandOf<'voice_state'>, 'muted' | 'deafened' | 'sharing'>
/** A connection in a call, and what it tells of itself. */
type Participant = { peer: Peer; told: Told }
const NOTHING_TOLD: Told = { muted: false, deafened: false, sharing: false }
const isSame = (one: Told, other: Told): boolean =>
  one.muted === other.muted && one.deafened === other.deafened && one.sharing === other.sharing

/** Who is in which call, and the signals between them. Audio goes from peer to peer, not through here. */
export function createCalls(deps: CallDeps) {
  const { publish } = deps
  const calls = new Map<string, Map<string, Participant>>()

  const roomState = (channelId: string): EventOf<'room_state'> => ({
    type: 'room_state',
    channel_id: channelId,
    voice_users: [...(calls.get(channelId)?.values() ?? [])].map(({ peer }) => [peer.userId, peer.sessionId]),
  })
  const voiceState = (channelId: string, { peer, told }: Participant): EventOf<'voice_state'> => ({
    type: 'voice_state',
    channel_id: channelId,
    user_id: peer.userId,
    session_id: peer.sessionId,
    ...told,
  })
  /** Takes a connection out of a call and tells the others. */
  const takeOut = (channelId: string, peer: Peer): void => {
    const call = calls.get(channelId)
    if (!call?.delete(peer.sessionId)) return
    if (call.size === 0) calls.delete(channelId)
    publish(
      { kind: 'joined', channelId },
      { type: 'voice_left', channel_id: channelId, user_id: peer.userId, session_id: peer.sessionId },
    )
    if (call.size === 0) deps.onEnded(channelId)
    deps.setCall(peer.sessionId, null)
  }

  return {
    /** Tells a connection who is in the call, and then of each what is not as it is at first. */
    tellState(peer: Peer, channelId: string): void {
      const to = { kind: 'connection', sessionId: peer.sessionId } as const
      publish(to, roomState(channelId))
      for (const one of calls.get(channelId)?.values() ?? []) {
        if (!isSame(one.told, NOTHING_TOLD)) publish(to, voiceState(channelId, one))
      }
    },

    join(peer: Peer, channelId: string): void {
      const before = deps.callOf(peer.sessionId)
      if (before !== null && before !== channelId) takeOut(before, peer)
      const call = calls.get(channelId) ?? new Map<string, Participant>()
      calls.set(channelId, call)
      const isNew = !call.has(peer.sessionId)
      // Who joins again (after a resume, say) is as before.
      call.set(peer.sessionId, call.get(peer.sessionId) ?? { peer, told: NOTHING_TOLD })
      deps.setCall(peer.sessionId, channelId)
      this.tellState(peer, channelId)
      if (isNew) {
        const event = {
          type: 'voice_joined',
          channel_id: channelId,
          user_id: peer.userId,
          session_id: peer.sessionId,
        } as const
        publish({ kind: 'joined', channelId }, event)
      }
    },
    leave(peer: Peer, channelId: string): void {
      takeOut(channelId, peer)
    },
    /** What a connection in a call tells of itself, for all who see the call. */
    tell(peer: Peer, { channel_id: channelId, muted, deafened, sharing }: CommandOf<'voice_state'>): void {
      const refusal = deps.refusalToRead(channelId, peer.userId)
      if (refusal) throw refusal
      const mine = calls.get(channelId)?.get(peer.sessionId)
      if (!mine) throw conflict('not_in_call', 'You are not in this call.')
      const told = { muted, deafened, sharing }
      // What everybody knows is said to nobody but the one who says it again.
      const isNews = !isSame(mine.told, told)
      mine.told = told
      publish(
        isNews ? { kind: 'joined', channelId } : { kind: 'connection', sessionId: peer.sessionId },
        voiceState(channelId, mine),
      )
    },
    /** The connection is gone, and so are its subscriptions. */
    gone(peer: Peer, channelId: string): void {
      takeOut(channelId, peer)
    },

    signal(peer: Peer, command: CommandOf<'webrtc_signal'>): void {
      const { channel_id: channelId, to_user_id: toUserId, to_session_id: toSessionId } = command
      const refusal = deps.refusalToRead(channelId, peer.userId)
      if (refusal) throw refusal
      if (!deps.canRead(channelId, toUserId)) throw unknown('person in this channel')
      if (command.data === undefined) throw invalid('A signal has data.')
      const bytes = sizeOf(command.data)
      if (bytes > deps.maxSignalBytes) {
        throw tooLarge('signal_too_large', `A signal has at most ${deps.maxSignalBytes} bytes.`)
      }
      const verdict = deps.signalPace.take(`${peer.userId} ${toUserId}`, bytes)
      if (!verdict.ok) throw slowDown(verdict.retryAfterSecs)
      const theirs = deps.connectionsOf(toUserId)
      const inCall = theirs.filter((one) => calls.get(channelId)?.has(one.sessionId))
      const named = toSessionId === undefined ? undefined : theirs.filter((one) => one.sessionId === toSessionId)
      // A connection that is not there is no error: it would tell whether somebody invisible is.
      for (const target of named ?? (inCall.length > 0 ? inCall : theirs)) {
        publish(
          { kind: 'connection', sessionId: target.sessionId },
          {
            type: 'webrtc_signal',
            channel_id: channelId,
            from_user_id: peer.userId,
            from_session_id: peer.sessionId,
            to_session_id: toSessionId ?? null,
            data: command.data,
          },
        )
      }
    },
  }
}
export type Calls = ReturnType<typeof createCalls>

/** Bytes as JSON; infinite for what is nested too deeply to be written again. */
function sizeOf(data: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(data))
  } catch {
    return Infinity
  }
}
