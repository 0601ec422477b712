import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import style from './Note.module.css'

export type NoteProps = {
  tone: 'info' | 'warn' | 'danger' | 'ok'
  title?: string
  children?: ReactNode
  action?: ReactNode
  /** Read aloud when it appears; false where something else does that. */
  live?: boolean
}
const ICONS = { info: Info, warn: TriangleAlert, danger: CircleAlert, ok: CircleCheck }

/** One sentence for what is so, and one way out. */
export function Note({ tone, title, children, action, live = true }: NoteProps) {
  const Icon = ICONS[tone]
  return (
    <div
      className={classes(style['note'], style[tone])}
      role={!live ? undefined : tone === 'danger' ? 'alert' : 'status'}
    >
      <Icon aria-hidden />
      <div className={style['text']}>
        {title ? <b>{title} </b> : null}
        {children}
      </div>
      {action}
    </div>
  )
}
