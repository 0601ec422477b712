import { useTexts } from '../../app/context.tsx'
import { useUser } from '../users/use-users.ts'
import { type CallPerson, stateOf } from './people.ts'

/** Somebody's name, as it is said of oneself too, and their state in a word. */
export function usePersonWords(person: CallPerson): { name: string; state: string } {
  const { users, voice: t } = useTexts()
  const name = useUser(person.userId)?.username ?? users.somebody
  const isMe = person.isHere || person.isElsewhere
  const state = stateOf(person)
  const word =
    state === 'connecting' || state === 'recovering' || state === 'failed'
      ? t.links[state]
      : person.isElsewhere && !person.isHere
        ? t.otherDevice
        : t[state]
  return { name: isMe ? users.you(name) : name, state: word }
}
