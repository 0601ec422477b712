import { invalid, tooLarge, unknown } from '#protocol/errors.ts'
import type { CommandOf } from '#protocol/commands.ts'
import type { EventOf } from '#protocol/events.ts'
import type { Peer, Publish } from '../../realtime/audience.ts'

export type CallDeps = {
  publish: Publish
  /** Why somebody may not read a channel; null when they may. */
  refusalToRead(channelId: string, userId: string): Error | null
  canRead(channelId: string, userId: string): boolean
  connectionsOf(userId: string): readonly Peer[]
  callOf(sessionId: string): string | null
  setCall(sessionId: string, channelId: string | null): void
  maxSignalBytes: number
}

/** Who is in which call, and the signals between them. Audio goes from peer to peer, not through here. */
export function createCalls(deps: CallDeps) {
  const { publish } = deps
  const calls = new Map<string, Map<string, Peer>>()

  const state = (channelId: string): EventOf<'room_state'> => ({
    type: 'room_state',
    channel_id: channelId,
    voice_users: [...(calls.get(channelId)?.values() ?? [])].map((peer) => [peer.userId, peer.sessionId]),
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
    deps.setCall(peer.sessionId, null)
  }

  return {
    tellState: (peer: Peer, channelId: string): void =>
      publish({ kind: 'connection', sessionId: peer.sessionId }, state(channelId)),

    join(peer: Peer, channelId: string): void {
      const before = deps.callOf(peer.sessionId)
      if (before !== null && before !== channelId) takeOut(before, peer)
      const call = calls.get(channelId) ?? new Map<string, Peer>()
      calls.set(channelId, call)
      const isNew = !call.has(peer.sessionId)
      call.set(peer.sessionId, peer)
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
      if (sizeOf(command.data) > deps.maxSignalBytes) {
        throw tooLarge('signal_too_large', `A signal has at most ${deps.maxSignalBytes} bytes.`)
      }
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
