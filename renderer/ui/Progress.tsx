import { classes } from './classes.ts'
import style from './Progress.module.css'

export type ProgressProps = {
  /** 0 to 1; null: nobody knows how long. */
  value: number | null
  label: string
}

export function Progress({ value, label }: ProgressProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={style['bar']}
    >
      <i
        className={classes(style['fill'], value === null && style['unknown'])}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
