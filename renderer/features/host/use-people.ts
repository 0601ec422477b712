import { useEffect, useMemo } from 'react'
import { useApp, useLive } from '../../app/context.tsx'
import { usePresence } from '../users/use-users.ts'
import { type Person, peopleOf } from './people.ts'
import { useConnections, useProfiles } from './queries.ts'

/** Everybody in the room with their connections; undefined until it has come. */
export function usePeople(): { people: Person[] | undefined; isPending: boolean; error: Error | null } {
  const { userId, room } = useLive()
  const { onTrouble } = useApp()
  const profiles = useProfiles()
  const connections = useConnections()
  const presence = usePresence()

  // Presence is told only of those that were asked about once.
  const here = [...new Set(connections.data?.map(({ user_id }) => user_id))].toSorted().join()
  useEffect(() => {
    if (here !== '') room.lists.loadPresence(here.split(',').slice(0, 200)).catch(onTrouble)
  }, [here, room, onTrouble])

  const people = useMemo(
    () =>
      profiles.data &&
      connections.data &&
      peopleOf(profiles.data, connections.data, (id) => presence[id]?.status, userId),
    [profiles.data, connections.data, presence, userId],
  )
  return {
    people,
    isPending: profiles.isPending || connections.isPending,
    error: people ? null : (profiles.error ?? connections.error),
  }
}
