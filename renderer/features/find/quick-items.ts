import type { Channel } from '#protocol/channels.ts'
import type { PublicUser } from '#protocol/users.ts'
import { type Match, fuzzy } from './fuzzy.ts'

export type QuickItem =
  | { readonly kind: 'channel'; readonly id: string; readonly name: string; readonly channel: Channel; match: Match }
  | { readonly kind: 'person'; readonly id: string; readonly name: string; readonly user: PublicUser; match: Match }

const MOST = 50
/** Between equals, one looks for a channel more often than for a person. */
const CHANNEL_BONUS = 3

/** What the quick switch offers: without a query the channels, recent ones first; else the best matches of all. */
export function quickItems(deps: {
  query: string
  channels: readonly Channel[]
  users: readonly PublicUser[]
  /** Channel ids, the latest first. */
  recent: readonly string[]
}): QuickItem[] {
  const { query, channels, users, recent } = deps
  const rank = (id: string) => (recent.includes(id) ? recent.length - recent.indexOf(id) : 0)
  // `@` asks for people, `#` for channels, as elsewhere.
  const sign = query.trim()[0]
  const asked = sign === '@' || sign === '#' ? query.trim().slice(1) : query
  const found: QuickItem[] = []
  if (sign !== '@') {
    for (const channel of channels) {
      const match = fuzzy(asked, channel.name)
      if (match) found.push({ kind: 'channel', id: channel.id, name: channel.name, channel, match })
    }
  }
  if (sign !== '#' && query.trim() !== '') {
    for (const user of users) {
      const match = fuzzy(asked, user.username)
      if (match) found.push({ kind: 'person', id: user.id, name: user.username, user, match })
    }
  }
  const worth = (item: QuickItem) =>
    item.match.score + (item.kind === 'channel' ? CHANNEL_BONUS + rank(item.id) / 4 : 0)
  return found.toSorted((one, other) => worth(other) - worth(one)).slice(0, MOST)
}
