import { useQuery } from '@tanstack/react-query'
import { createContext, use, useMemo } from 'react'
import type { Emoji } from '#protocol/emojis.ts'
import type { PublicUser } from '#protocol/users.ts'
import { keys } from '../../api/keys.ts'
import { type Known, knownOf } from './tokens.ts'

const none: readonly never[] = []
const made = new WeakMap<object, WeakMap<object, Known>>()

/** What `useKnown` gave to the list around a row: each row on its own would watch two lists. */
export const KnownContext = createContext<Known | null>(null)
export function useListKnown(): Known {
  const known = use(KnownContext)
  if (known === null) throw new Error('There is no list around this row.')
  return known
}

/** The names that mean something in a text; made once for all rows. */
export function useKnown(): Known {
  const { data: users = none } = useQuery<PublicUser[]>({ queryKey: keys.users })
  const { data: emojis = none } = useQuery<Emoji[]>({ queryKey: keys.emojis })
  return useMemo(() => {
    const ofUsers = made.get(users) ?? new WeakMap<object, Known>()
    made.set(users, ofUsers)
    const known = ofUsers.get(emojis) ?? knownOf(users, emojis)
    ofUsers.set(emojis, known)
    return known
  }, [users, emojis])
}
