import type { Publish } from '../../realtime/audience.ts'

/**
 * Who is typing where. It stops by itself: after a while without renewal, with the message, and when the connection
 * that typed leaves. Two connections of one person count as one.
 */
export function createTyping(deps: { publish: Publish; timeoutMs: number }) {
  const typists = new Map<string, { channelId: string; userId: string; sessionId: string; timer: NodeJS.Timeout }>()
  const keyOf = (channelId: string, userId: string) => `${channelId} ${userId}`
  const tell = (channelId: string, userId: string, started: boolean, sessionId?: string) =>
    deps.publish(
      { kind: 'joined', channelId, also: sessionId },
      { type: 'typing', channel_id: channelId, user_id: userId, started },
    )
  const end = (channelId: string, userId: string): string | undefined => {
    const entry = typists.get(keyOf(channelId, userId))
    if (entry) clearTimeout(entry.timer)
    typists.delete(keyOf(channelId, userId))
    return entry?.sessionId
  }
  const stop = (channelId: string, userId: string) => {
    const sessionId = end(channelId, userId)
    if (sessionId !== undefined) tell(channelId, userId, false, sessionId)
  }

  return {
    started(channelId: string, userId: string, sessionId: string): void {
      end(channelId, userId)
      const timer = setTimeout(() => stop(channelId, userId), deps.timeoutMs)
      timer.unref()
      typists.set(keyOf(channelId, userId), { channelId, userId, sessionId, timer })
      tell(channelId, userId, true, sessionId)
    },
    /** Somebody said so themself: it is passed on even when nothing was known of it. */
    stopped(channelId: string, userId: string, sessionId: string): void {
      end(channelId, userId)
      tell(channelId, userId, false, sessionId)
    },
    stop,
    /** Somebody may not be in this channel any more; without a user, nobody. The others are told, they are not. */
    expelled(channelId: string, userId?: string): void {
      for (const entry of Array.from(typists.values())) {
        if (entry.channelId !== channelId || (userId !== undefined && entry.userId !== userId)) continue
        end(channelId, entry.userId)
        tell(channelId, entry.userId, false)
      }
    },
    /** A connection left this channel, or all of them. */
    left(sessionId: string, channelId?: string): void {
      for (const entry of Array.from(typists.values())) {
        if (entry.sessionId === sessionId && (channelId === undefined || entry.channelId === channelId))
          stop(entry.channelId, entry.userId)
      }
    },
    close(): void {
      for (const entry of typists.values()) clearTimeout(entry.timer)
      typists.clear()
    },
  }
}
export type Typing = ReturnType<typeof createTyping>
