import { type ReactNode, useId } from 'react'
import style from './Card.module.css'

/** Some settings that belong together. */
export function Card({
  title,
  text,
  action,
  children,
}: {
  title: string
  text?: string
  action?: ReactNode
  children?: ReactNode
}) {
  const id = useId()
  return (
    <section className={style['card']} aria-labelledby={id}>
      <header className={style['head']}>
        <div>
          <h2 id={id}>{title}</h2>
          {text ? <p>{text}</p> : null}
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}

export const Rows = ({ children }: { children: ReactNode }) => <div className={style['rows']}>{children}</div>
export const Buttons = ({ children }: { children: ReactNode }) => <div className={style['buttons']}>{children}</div>
