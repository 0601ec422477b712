import { classes } from './classes.ts'
import style from './Bars.module.css'

/** Quality of a connection in four steps; the label says it in a word. */
export const Bars = ({ level, label }: { level: 0 | 1 | 2 | 3 | 4; label: string }) => (
  <span role="img" aria-label={label} className={classes(style['bars'], style[`level${level}`])}>
    <i />
    <i />
    <i />
    <i />
  </span>
)
