import { useTexts } from '../../../app/context.tsx'
import type { ScreenView } from '../../../voice/state.ts'
import { useUsers } from '../../users/use-users.ts'

/** Whose screen it is, and what it is called for that. */
export function useScreenName({ userId, isOwn }: ScreenView): { person: string; what: string } {
  const { voice, users } = useTexts()
  const person = useUsers().get(userId)?.username ?? users.somebody
  return { person, what: isOwn ? voice.screens.own : voice.screens.of(person) }
}
