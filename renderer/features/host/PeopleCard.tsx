import { useState } from 'react'
import { useLive, useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { Note } from '../../ui/Note.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Slab } from '../start/Slab.tsx'
import type { Person } from './people.ts'
import { PersonRow } from './PersonRow.tsx'
import style from './PeopleCard.module.css'

/** Absent people beyond this are shown on request; whoever is here is always shown. */
const SHOWN = 12

type PeopleCardProps = { people: readonly Person[] | undefined; isPending: boolean; error: Error | null }

/** Everybody of the room, with their connections, and what an admin may do about them. */
export function PeopleCard({ people, isPending, error }: PeopleCardProps) {
  const { userId } = useLive()
  const t = useTexts().host
  const [showsAll, setShowsAll] = useState(false)
  const here = people?.filter(({ status }) => status !== 'offline') ?? []
  const away = here.filter(({ status }) => status === 'away').length
  const shown = showsAll ? people : people?.slice(0, Math.max(here.length, SHOWN))
  return (
    <Slab
      title={t.people}
      aside={people && <span className={style['count']}>{t.peopleCount(here.length - away, away)}</span>}
    >
      {isPending && !people && (
        <div className={style['waiting']}>
          <Skeleton height="2.5rem" />
          <Skeleton height="2.5rem" />
        </div>
      )}
      {error && (
        <Note tone="warn">
          {t.failed} {error.message}
        </Note>
      )}
      <ul className={style['list']}>
        {shown?.map((person) => (
          <PersonRow key={person.profile.id} person={person} isMe={person.profile.id === userId} />
        ))}
      </ul>
      {people && shown && shown.length < people.length && (
        <Button variant="quiet" size="sm" onClick={() => setShowsAll(true)}>
          {t.showAllPeople(people.length)}
        </Button>
      )}
    </Slab>
  )
}
