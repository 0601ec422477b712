import type { CommandOf } from '#protocol/commands.ts'
import { conflict } from '#protocol/errors.ts'
import type { ShareplayReport } from '#protocol/shareplay.ts'
import type { TokenBuckets } from '../../http/rates.ts'
import type { Peer, Publish } from '../../realtime/audience.ts'
import type { Audience } from './lead.ts'

export type ListenerDeps = {
  publish: Publish
  /** Connections that joined the channel or are in its call, and how long their pings take. */
  audienceOf(channelId: string): Audience
  isConnected(sessionId: string): boolean
  canRead(channelId: string, userId: string): boolean
  /** Reports, by connection. */
  reportPace: Pick<TokenBuckets, 'take'>
}

/** Who listens to a channel's queue, and who of them has told how their sound is. */
export function createListeners(channelId: string, deps: ListenerDeps) {
  /** Who acted without having joined: they hear what they caused, and the queue stays while they are here. */
  const actors = new Map<string, Peer>()
  const reporters = new Map<string, Peer>()

  /** To whoever joined, and to those who acted without. */
  const tell = (event: Parameters<Publish>[1]): void => {
    const joined = new Set(deps.audienceOf(channelId).map(({ sessionId }) => sessionId))
    deps.publish({ kind: 'joined', channelId }, event)
    for (const { sessionId, userId } of actors.values()) {
      if (joined.has(sessionId) || !deps.canRead(channelId, userId)) continue
      deps.publish({ kind: 'connection', sessionId }, event)
    }
  }
  const tellReport = ({ userId, sessionId }: Peer, { error_ms, state }: ShareplayReport): void =>
    tell({
      type: 'shareplay_report',
      channel_id: channelId,
      user_id: userId,
      session_id: sessionId,
      error_ms,
      state,
    })

  return {
    tell,
    acted: (peer: Peer) => void actors.set(peer.sessionId, peer),
    /** True when it had acted without having joined. */
    left: (peer: Peer): boolean => actors.delete(peer.sessionId),

    /** How somebody's sound is, for all who listen. What comes too often is dropped: the next one says it anyway. */
    report(peer: Peer, report: CommandOf<'shareplay_report'>): void {
      const isHere = actors.has(peer.sessionId) || deps.audienceOf(channelId).some((one) => isOf(one, peer))
      if (!isHere) throw conflict('not_joined', 'Join this channel first.')
      if (!deps.reportPace.take(peer.sessionId).ok) return
      reporters.set(peer.sessionId, peer)
      tellReport(peer, report)
    },

    /** Lets go of whoever is gone or may not read the channel any more; is anybody left? */
    reconsider(): boolean {
      for (const { sessionId, userId } of actors.values()) {
        if (!deps.isConnected(sessionId) || !deps.canRead(channelId, userId)) actors.delete(sessionId)
      }
      const audience = deps.audienceOf(channelId)
      const here = new Set([...audience.map(({ sessionId }) => sessionId), ...actors.keys()])
      for (const peer of reporters.values()) {
        if (here.has(peer.sessionId)) continue
        reporters.delete(peer.sessionId)
        // Nobody should go on seeing what it told last.
        tellReport(peer, { error_ms: null, state: 'idle' })
      }
      return here.size > 0
    },
  }
}
export type Listeners = ReturnType<typeof createListeners>

const isOf = ({ sessionId }: Audience[number], peer: Peer): boolean => sessionId === peer.sessionId
