import { useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import { dayOf, timeOf } from './times.ts'
import style from './DayLine.module.css'

/** Where a day begins, or where one had left off. */
export function DayLine({ at, isNew = false }: { at: string; isNew?: boolean }) {
  const t = useTexts().messages
  return (
    <div role="separator" className={classes(style['line'], isNew && style['new'])}>
      <span>{isNew ? t.newSince(timeOf(at)) : dayOf(at)}</span>
    </div>
  )
}
