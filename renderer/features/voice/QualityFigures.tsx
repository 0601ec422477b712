import { useTexts } from '../../app/context.tsx'
import { Bars } from '../../ui/Bars.tsx'
import type { Quality } from '../../voice/state.ts'
import style from './CallPersonCard.module.css'
import { barsOf, percentText } from './quality.ts'

/** How good the way to somebody is: a word, and the figures behind it. */
export function QualityFigures({ quality }: { quality: Quality }) {
  const t = useTexts().voice
  const { figures } = t
  return (
    <div className={style['quality']}>
      <p className={style['grade']}>
        <Bars level={barsOf(quality.grade)} label="" />
        {t.connection(t.grades[quality.grade])}
      </p>
      <dl>
        <div>
          <dt>{figures.loss}</dt>
          <dd>{figures.lossValue(percentText(quality.loss))}</dd>
        </div>
        <div>
          <dt>{figures.jitter}</dt>
          <dd>{figures.ms(Math.round(quality.jitterMs))}</dd>
        </div>
        <div>
          <dt>{figures.rtt}</dt>
          <dd>{quality.rttMs === null ? figures.unknown : figures.ms(Math.round(quality.rttMs))}</dd>
        </div>
      </dl>
    </div>
  )
}
