import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { useTexts } from '../../app/context.tsx'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { useNow } from '../../ui/use-now.ts'
import { usePanels } from '../room/panels-context.tsx'
import { useUsers } from '../users/use-users.ts'
import { type Listener, isLate, listenersOf, placeOnScale, spreadOf } from './in-step.ts'
import style from './InStep.module.css'
import { useReports } from './use-shareplay.ts'

/** How far apart those are who listen; who wants to know it of each can open it. */
export function InStep({ channelId }: { channelId: string }) {
  const { shareplay: t, users: names } = useTexts()
  const panels = usePanels()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const users = useUsers()
  const now = useNow(2_000)
  const nameOf = (userId: string) => users.get(userId)?.username ?? names.somebody
  const listeners = listenersOf(useReports(channelId), now, nameOf)
  const spread = spreadOf(listeners)
  return (
    <section className={style['step']}>
      <button
        type="button"
        className={style['head']}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight aria-hidden size={14} />
        {t.inStep}
        <span>{spread === null ? (listeners.length === 0 ? t.notYet : t.onlyYou) : t.within(spread)}</span>
      </button>
      <div id={id} hidden={!isOpen}>
        <ul className={style['list']} aria-label={t.inStepText}>
          {listeners.map((one) => (
            <Row key={one.sessionId} listener={one} name={nameOf(one.userId)} />
          ))}
        </ul>
        <div className={style['foot']}>
          <p>{t.inStepText}</p>
          <Button size="sm" onClick={() => panels.open({ kind: 'lineUp' })}>
            {t.lineUp}
          </Button>
        </div>
      </div>
    </section>
  )
}

function Row({ listener: { errorMs, state }, name }: { listener: Listener; name: string }) {
  const t = useTexts().shareplay
  return (
    <li>
      <bdi className={style['name']}>{name}</bdi>
      <span className={style['scale']} aria-hidden>
        {errorMs !== null && (
          <i
            className={classes(isLate(errorMs) && style['late'])}
            style={{ left: `${placeOnScale(errorMs) * 100}%` }}
          />
        )}
      </span>
      <span className={style['ms']}>{errorMs === null ? t.hears[state] : t.offset(errorMs)}</span>
    </li>
  )
}
