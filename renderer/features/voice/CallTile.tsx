import { MonitorUp } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { classes } from '../../ui/classes.ts'
import { PersonAvatar } from '../users/PersonAvatar.tsx'
import { CallPersonCard } from './CallPersonCard.tsx'
import style from './CallPanel.module.css'
import { type CallPerson, stateOf } from './people.ts'
import { StateIcon } from './PersonMarks.tsx'
import { usePersonWords } from './use-person-words.ts'

/** Somebody in a call. From within it opens what one can do about how one hears them. */
export function CallTile({ person, isInside }: { person: CallPerson; isInside: boolean }) {
  const t = useTexts().voice
  const words = usePersonWords(person)
  const state = stateOf(person)
  const inner = (
    <>
      <PersonAvatar userId={person.userId} size="l" talking={state === 'speaking'} />
      <bdi className={style['name']}>{words.name}</bdi>
      <span className={classes(style['state'], state === 'failed' && style['failed'])}>
        {person.isSharing && <MonitorUp aria-hidden size={14} className={style['sharing']} />}
        <StateIcon state={state} />
        {person.isSharing && state === 'listening' ? t.sharing : words.state}
      </span>
      {person.isSharing && state !== 'listening' && <span className="visually-hidden">, {t.sharing}</span>}
    </>
  )
  const look = classes(style['tile'], (state === 'failed' || state === 'recovering') && style['bad'])
  // Of oneself there is nothing to set.
  if (!isInside || (person.isHere && person.devices === 1)) return <div className={look}>{inner}</div>
  return (
    <Popover
      label={t.person(words.name)}
      align="center"
      trigger={
        <button type="button" className={look}>
          {inner}
        </button>
      }
    >
      <CallPersonCard person={person} />
    </Popover>
  )
}
