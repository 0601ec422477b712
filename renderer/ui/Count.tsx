import { classes } from './classes.ts'
import style from './Count.module.css'

export type CountProps = {
  value: number
  /** It is about you: mentions. */
  accent?: boolean
  /** What is counted, in words. */
  label: string
}

export const Count = ({ value, accent, label }: CountProps) => (
  <span className={classes(style['count'], accent && style['accent'])}>
    <span aria-hidden>{value > 99 ? '99+' : value}</span>
    <span className="visually-hidden">{label}</span>
  </span>
)
