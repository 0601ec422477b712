import { useTexts } from '../../app/context.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import { CallPersonCard } from './CallPersonCard.tsx'
import style from './CallPersonRow.module.css'
import { type CallPerson, stateOf } from './people.ts'
import { PersonMarks } from './PersonMarks.tsx'
import { usePersonWords } from './use-person-words.ts'

/** Somebody in a call, in a line under its channel. */
export function CallPersonRow({ person, isInside }: { person: CallPerson; isInside: boolean }) {
  const t = useTexts().voice
  const { name } = usePersonWords(person)
  const inner = (
    <>
      <PersonAvatar userId={person.userId} size="s" talking={stateOf(person) === 'speaking'} />
      <bdi className={style['name']}>{name}</bdi>
      <PersonMarks person={person} />
    </>
  )
  // Of oneself there is nothing to set.
  if (!isInside || (person.isHere && person.devices === 1)) return <div className={style['person']}>{inner}</div>
  return (
    <Popover
      label={t.person(name)}
      side="right"
      trigger={
        <button type="button" className={style['person']}>
          {inner}
        </button>
      }
    >
      <CallPersonCard person={person} />
    </Popover>
  )
}
