import type { ReactNode } from 'react'
import style from './Empty.module.css'

export type EmptyProps = { icon?: ReactNode; title: string; text?: string; action?: ReactNode }

/** Nothing is here: what this is for, and what to do first. */
export const Empty = ({ icon, title, text, action }: EmptyProps) => (
  <div className={style['empty']}>
    {icon ? <span className={style['icon']}>{icon}</span> : null}
    <h2>{title}</h2>
    {text ? <p>{text}</p> : null}
    {action}
  </div>
)
