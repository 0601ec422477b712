import type { PublicUser } from '#protocol/users.ts'
import { keys } from '../../api/keys.ts'
import { Observable } from '../../api/observable.ts'
import type { Live } from '../../app/live.ts'
import { isMentioned } from '../users/mentions.ts'

/** Ids of messages that call one by name, by channel, as far as they were heard. Read ones are for the view to leave out. */
export type Mentions = ReadonlyMap<string, readonly string[]>
const KEPT = 100

/** Counts who calls one by name while the app runs: the room counts unread messages, but not these. */
function followMentions(live: Live): Observable<Mentions> {
  const mentions = new Observable<Mentions>(new Map())
  // Goes with the socket, which its owner closes.
  live.socket.onEvent((event) => {
    if (event.type === 'message_deleted') {
      const before = mentions.getSnapshot().get(event.channel_id)
      if (before?.includes(event.id))
        set(
          event.channel_id,
          before.filter((id) => id !== event.id),
        )
    }
    if (event.type !== 'message_created' || event.user_id === live.userId) return
    if (!isCalled(live, event.content)) return
    const before = mentions.getSnapshot().get(event.channel_id) ?? []
    if (!before.includes(event.id)) set(event.channel_id, [...before, event.id].slice(-KEPT))
  })
  const set = (channelId: string, ids: readonly string[]) =>
    mentions.set(new Map(mentions.getSnapshot()).set(channelId, ids))
  return mentions
}

/** Does a text call oneself by name, as the conversation will show it? */
function isCalled({ cache, userId }: Live, content: string | null): boolean {
  const users = cache.getQueryData<PublicUser[]>(keys.users) ?? []
  const own = users.find((user) => user.id === userId)?.username
  return (
    own !== undefined &&
    isMentioned(
      content,
      own,
      users.map((user) => user.username),
    )
  )
}

const known = new WeakMap<Live, Observable<Mentions>>()
/** The one count of a signed-in room; counts from the first time it is asked for. */
export function mentionsOf(live: Live): Observable<Mentions> {
  const before = known.get(live)
  if (before) return before
  const mentions = followMentions(live)
  known.set(live, mentions)
  return mentions
}

/** How many of them follow what one has read last. Message ids sort by time. */
export const unreadMentions = (ids: readonly string[] | undefined, lastRead: string | null): number =>
  ids?.filter((id) => lastRead === null || id > lastRead).length ?? 0
