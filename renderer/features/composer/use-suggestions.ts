import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { Member } from '#protocol/channels.ts'
import { keys } from '../../api/keys.ts'
import { useEmoji } from '../emoji/emoji-data.ts'
import { searchEmoji } from '../emoji/emoji-index.ts'
import { useCustomEmojis } from '../emoji/use-custom-emojis.ts'
import { useUsers } from '../users/use-users.ts'
import { type CaretQuery, queryAt } from './caret-query.ts'
import { suggestPeople } from './suggest-people.ts'

export type Suggestion = {
  readonly key: string
  /** What takes the place of the question. */
  readonly insert: string
  readonly label: string
} & (
  | { readonly kind: 'person'; readonly id: string; readonly avatar: string | null }
  | { readonly kind: 'emoji'; readonly emoji: string }
  | { readonly kind: 'custom'; readonly src: string }
)
export type Suggestions = {
  readonly query: CaretQuery | null
  readonly items: readonly Suggestion[]
  readonly active: number
  move(by: number): void
  setActive(index: number): void
  dismiss(): void
}
const MOST = 8

/** What fits the `@…` or `:…` before the caret. `caret` null: something is selected. */
export function useSuggestions(channelId: string, text: string, caret: number | null): Suggestions {
  const query = caret === null ? null : queryAt(text, caret)
  const people = usePeople(channelId, query)
  const emojis = useEmojis(query)
  const items = query?.kind === 'mention' ? people : emojis
  const question = query && `${query.kind} ${query.from} ${query.text}`
  // Both hold for one question only: the next one begins with the first, and open.
  const [chosen, setChosen] = useState({ question, index: 0 })
  const [dismissed, setDismissed] = useState<string | null>(null)
  const at = query && `${query.kind} ${query.from}`
  const isOpen = items.length > 0 && dismissed !== at
  const active = chosen.question === question ? Math.min(chosen.index, Math.max(0, items.length - 1)) : 0
  if (dismissed !== null && dismissed !== at) setDismissed(null)
  const setActive = (index: number) => setChosen({ question, index })
  return {
    query,
    items: isOpen ? items : [],
    active,
    move: (by) => setActive((active + by + items.length) % items.length),
    setActive,
    dismiss: () => setDismissed(at),
  }
}

function usePeople(channelId: string, query: CaretQuery | null): Suggestion[] {
  const isWanted = query?.kind === 'mention'
  const users = useUsers()
  const members = useQuery<z.infer<typeof Member>[]>({ queryKey: keys.members(channelId), enabled: isWanted }).data
  if (!isWanted) return []
  const here = members ? members.flatMap(({ user_id }) => users.get(user_id) ?? []) : users.values()
  return suggestPeople(here, query.text, MOST).map(({ id, username, avatar_url }) => ({
    kind: 'person',
    key: id,
    id,
    label: username,
    avatar: avatar_url,
    insert: `@${username} `,
  }))
}

function useEmojis(query: CaretQuery | null): Suggestion[] {
  const isWanted = query?.kind === 'emoji'
  const { source } = useEmoji(isWanted)
  const custom = useCustomEmojis(isWanted)
  if (!isWanted) return []
  const srcOf = new Map(custom.map(({ name, url }) => [name, url]))
  return searchEmoji(query.text, [...srcOf.keys()], source?.index ?? null, MOST).map((match) =>
    match.kind === 'custom'
      ? {
          kind: 'custom',
          key: `own ${match.name}`,
          label: match.name,
          src: srcOf.get(match.name) ?? '',
          insert: `:${match.name}: `,
        }
      : { kind: 'emoji', key: match.name, label: match.name, emoji: match.emoji, insert: `${match.emoji} ` },
  )
}
