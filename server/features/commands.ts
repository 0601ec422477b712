import type { CommandHandlers } from '../realtime/dispatch.ts'
import type { Peer, Publish } from '../realtime/audience.ts'
import type { ChannelAction } from './channels/policy.ts'
import type { MessageService } from './messages/service.ts'
import type { Typing } from './typing/service.ts'
import type { Calls } from './voice/calls.ts'
import type { Shareplay } from './shareplay/service.ts'

export type CommandDeps = {
  messages: MessageService
  typing: Typing
  calls: Calls
  shareplay: Pick<Shareplay, 'tellState' | 'act' | 'report' | 'left'>
  publish: Publish
  demand(channelId: string, peer: Peer, action: ChannelAction): void
  subscribe(sessionId: string, channelId: string): void
  unsubscribe(sessionId: string, channelId: string): void
  /** Milliseconds on the monotonic clock that starts at `server_epoch_ms`. */
  clock(): number
}

/** What each frame does. Nothing here waits before it acts; dispatch.ts keeps the order. */
export function createCommands(deps: CommandDeps): CommandHandlers {
  const { messages, typing, calls, shareplay, publish, demand } = deps
  return {
    join(peer, { channel_id: channelId }) {
      demand(channelId, peer, 'read')
      deps.subscribe(peer.sessionId, channelId)
      calls.tellState(peer, channelId)
      shareplay.tellState(peer, channelId)
    },
    leave(peer, { channel_id: channelId }) {
      typing.left(peer.sessionId, channelId)
      deps.unsubscribe(peer.sessionId, channelId)
      shareplay.left(channelId, peer)
    },
    chat_message(peer, { channel_id: channelId, content, client_id, reply_to }) {
      const who = { userId: peer.userId, sessionId: peer.loginSessionId, isAdmin: false }
      return messages.post(who, channelId, { content, client_id, reply_to }, peer.sessionId)
    },
    typing(peer, { channel_id: channelId, started }) {
      demand(channelId, peer, 'write')
      if (started) typing.started(channelId, peer.userId, peer.sessionId)
      else typing.stopped(channelId, peer.userId, peer.sessionId)
    },
    join_call(peer, { channel_id: channelId }) {
      demand(channelId, peer, 'read')
      calls.join(peer, channelId)
      shareplay.tellState(peer, channelId)
    },
    leave_call(peer, { channel_id: channelId }) {
      calls.leave(peer, channelId)
    },
    voice_state(peer, command) {
      calls.tell(peer, command)
    },
    webrtc_signal(peer, command) {
      calls.signal(peer, command)
    },
    shareplay_action(peer, command) {
      shareplay.act(peer, command)
    },
    shareplay_report(peer, command) {
      shareplay.report(peer, command)
    },
    ping(peer, { t0 }, t1) {
      const times = t0 === undefined ? {} : { t0, t1, t2: deps.clock() }
      publish({ kind: 'connection', sessionId: peer.sessionId }, { type: 'pong', ...times })
    },
  }
}
