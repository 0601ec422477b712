import { fold } from '../find/fold.ts'

export type Person = { readonly id: string; readonly username: string }

/**
 * People for what stands after an `@`: first those whose name begins with it, then those with a word that does. Nobody
 * when the name is complete and something follows: `@ann, look`.
 */
export function suggestPeople<P extends Person>(people: Iterable<P>, query: string, limit: number): P[] {
  const wanted = fold(query)
  const found: { rank: number; person: P }[] = []
  for (const person of people) {
    const name = fold(person.username)
    const rank = name.startsWith(wanted)
      ? 0
      : name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))
        ? 1
        : null
    if (rank !== null) found.push({ rank, person })
  }
  return found
    .toSorted((one, other) => one.rank - other.rank || one.person.username.localeCompare(other.person.username))
    .slice(0, limit)
    .map(({ person }) => person)
}
