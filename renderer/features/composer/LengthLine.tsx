import { useTexts } from '../../app/context.tsx'
import { classes } from '../../ui/classes.ts'
import style from './Composer.module.css'

/** How much still fits, near the end; what to do, past it. `left` as `remaining` (length.ts) says it. */
export function LengthLine({ id, left }: { id: string; left: number | null }) {
  const t = useTexts().composer
  const isOver = left !== null && left < 0
  if (left === null) return null
  return (
    <p id={id} className={classes(style['limit'], isOver && style['over'])} role={isOver ? 'alert' : undefined}>
      {isOver ? t.tooLong(-left) : t.left(left)}
    </p>
  )
}
