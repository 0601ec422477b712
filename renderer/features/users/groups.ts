import type { Status } from '#protocol/presence.ts'

/** Who answers at once, who may later, who will read it some day. */
export type Group = 'here' | 'away' | 'offline'
const GROUPS: readonly Group[] = ['here', 'away', 'offline']

export const groupOf = (status: Status): Group =>
  status === 'online' || status === 'dnd' ? 'here' : status === 'away' ? 'away' : 'offline'

/** The status as others see it: who is invisible is not here for them, and knows best oneself. */
export const shownStatus = (status: Status): Exclude<Status, 'invisible'> =>
  status === 'invisible' ? 'offline' : status

/** People by whether they are here, each group by name. */
export function groupPeople<Person extends { name: string; status: Status }>(
  people: readonly Person[],
): { group: Group; people: Person[] }[] {
  const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })
  const sorted = people.toSorted((one, other) => collator.compare(one.name, other.name))
  return GROUPS.map((group) => ({ group, people: sorted.filter((one) => groupOf(one.status) === group) })).filter(
    (one) => one.people.length > 0,
  )
}
