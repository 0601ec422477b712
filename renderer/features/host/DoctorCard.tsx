import { useQueryClient } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import { type Finding, askDoctor } from '#protocol/doctor.ts'
import { useLive, useTexts } from '../../app/context.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { useNow } from '../../ui/use-now.ts'
import { Slab } from '../start/Slab.tsx'
import { whenOf } from '../start/when.ts'
import { hostKeys, useReport } from './queries.ts'
import style from './DoctorCard.module.css'

const ICONS = { ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert, unknown: CircleHelp }

/** Asks the room's doctor, and shows what is in the way: cause and remedy, a sentence each. */
export function DoctorCard() {
  const { doctor: t, start, language } = useTexts()
  const { call } = useLive()
  const cache = useQueryClient()
  const now = useNow(60_000)
  const report = useReport().data?.report
  const { busy, run } = useAction()
  const look = () => run(async () => cache.setQueryData(hostKeys.report, await call(askDoctor, { body: {} })))
  const of = (state: Finding['state']) => report?.findings.filter((finding) => finding.state === state) ?? []
  const fine = of('ok')
  const open = report?.findings.filter(({ state }) => state !== 'ok') ?? []
  const text = busy ? t.looking : report ? t.verdict(of('bad').length, of('warn').length) : t.never
  return (
    <Slab
      title={t.title}
      text={<span role="status">{text}</span>}
      aside={
        <Button busy={busy} onClick={() => void look()}>
          {report ? t.lookAgain : t.look}
        </Button>
      }
    >
      {report && (
        <div className={classes(style['report'], busy && style['old'])}>
          {open.length > 0 && <Findings findings={open} />}
          {fine.length > 0 && (
            <details className={style['fine']}>
              <summary>{t.fine(fine.length)}</summary>
              <Findings findings={fine} />
            </details>
          )}
          <p className={style['when']}>{t.looked(whenOf(report.at, now, language, start.when))}</p>
        </div>
      )}
    </Slab>
  )
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const { doctor: t } = useTexts()
  return (
    <ul className={style['findings']} aria-label={t.findings}>
      {findings.map((finding) => {
        const Icon = ICONS[finding.state]
        return (
          <li key={`${finding.id} ${finding.says}`} className={style[finding.state]}>
            <Icon aria-hidden size={18} />
            <div>
              <span className="visually-hidden">{t.states[finding.state]}: </span>
              {finding.says}
              {finding.do !== null && <small>{finding.do}</small>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}
