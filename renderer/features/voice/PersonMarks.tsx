import { HeadphoneOff, LoaderCircle, MicOff, MonitorSmartphone, MonitorUp, TriangleAlert, WifiOff } from 'lucide-react'
import { useTexts } from '../../app/context.tsx'
import { type CallPerson, stateOf } from './people.ts'
import style from './PersonMarks.module.css'
import { SpeakingBars } from './SpeakingBars.tsx'

/** What one sees at a glance of somebody in a call: pictures with words for who does not see them. */
export function PersonMarks({ person }: { person: CallPerson }) {
  const t = useTexts().voice
  const state = stateOf(person)
  const word =
    state === 'connecting' || state === 'recovering' || state === 'failed'
      ? t.links[state]
      : state === 'listening'
        ? null
        : t[state]
  return (
    <span className={style['marks']}>
      {person.isElsewhere && (
        <span title={person.isHere ? t.alsoElsewhere : t.otherDevice}>
          <MonitorSmartphone aria-hidden size={14} />
          <span className="visually-hidden">, {person.isHere ? t.alsoElsewhere : t.otherDevice}</span>
        </span>
      )}
      {person.isSharing && (
        <span title={t.sharing} className={style['sharing']}>
          <MonitorUp aria-hidden size={14} />
          <span className="visually-hidden">, {t.sharing}</span>
        </span>
      )}
      {word !== null && (
        <span title={word}>
          <StateIcon state={state} />
          <span className="visually-hidden">, {word}</span>
        </span>
      )}
    </span>
  )
}

export function StateIcon({ state }: { state: ReturnType<typeof stateOf> }) {
  switch (state) {
    case 'speaking':
      return <SpeakingBars />
    case 'muted':
      return <MicOff aria-hidden size={14} />
    case 'deafened':
      return <HeadphoneOff aria-hidden size={14} />
    case 'connecting':
      return <LoaderCircle aria-hidden size={14} />
    case 'recovering':
      return <WifiOff aria-hidden size={14} className={style['recovering']} />
    case 'failed':
      return <TriangleAlert aria-hidden size={14} className={style['failed']} />
    case 'listening':
      return null
  }
}
